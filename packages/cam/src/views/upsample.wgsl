// A small map stretched over photograph pixels, bilinear.
//
//   out[y, x] = Σ over j ∈ {0, 1} of b[y, j] · (Σ over i ∈ {0, 1} of a[x, i] · in[rows[y, j], columns[x, i]])
//
// Layouts   in: [map height · map width]; columns: [width] and rows: [height] of (index, index, weight, weight), the
//           indices whole; out: [height · width]. All float32.
// Method    one invocation per output; the tables are made on the CPU in doubles, so that no GPU's division moves a pixel.
// Source    OpenCV's INTER_LINEAR: opencv_axis.ts.

struct Sizes { map_width: u32, width: u32, height: u32, unused: u32 }

@group(0) @binding(0) var<storage, read>       input:   array<f32>;
@group(0) @binding(1) var<storage, read>       columns: array<vec4f>;
@group(0) @binding(2) var<storage, read>       rows:    array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output:  array<f32>;
@group(0) @binding(4) var<uniform>             sizes:   Sizes;

fn along(row: u32, column: vec4f) -> f32 {
  let start = row * sizes.map_width;
  return input[start + u32(column.x)] * column.z + input[start + u32(column.y)] * column.w;
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= sizes.width || id.y >= sizes.height) { return; }
  let column = columns[id.x];
  let row = rows[id.y];
  output[id.y * sizes.width + id.x] = along(u32(row.x), column) * row.z + along(u32(row.y), column) * row.w;
}
