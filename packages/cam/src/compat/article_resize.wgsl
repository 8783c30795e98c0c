// The article's u8 resize, exact to the bit.
//
//   H_j = p[r_j, c_0] · a_0 + p[r_j, c_1] · a_1                                     a, b whole numbers of 1/2048
//   out = (((b_0 · (H_0 >> 4)) >> 16) + ((b_1 · (H_1 >> 4)) >> 16) + 2) >> 2
//
// Layouts   in: [source height · source width] u8, out: [height · width] u8, four to a u32, the last one's rest zero;
//           columns: [width] and rows: [height] of (index, index, weight, weight), whole numbers in float32.
// Method    one invocation per u32 of output. Every number stays below 2³¹. OpenCV's two exceptions, the same size and
//           half the size, are the same formula with weights (2048, 0) and (1024, 1024).
// Source    OpenCV 4.6, modules/imgproc/src/resize.cpp: opencv.ts.

override ROW: u32;      // invocations along x

struct Sizes { source_width: u32, width: u32, count: u32, unused: u32 }

@group(0) @binding(0) var<storage, read>       input:   array<u32>;
@group(0) @binding(1) var<storage, read>       columns: array<vec4f>;
@group(0) @binding(2) var<storage, read>       rows:    array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output:  array<u32>;
@group(0) @binding(4) var<uniform>             sizes:   Sizes;

fn byte_at(at: u32) -> u32 { return (input[at / 4u] >> (8u * (at % 4u))) & 255u; }

fn along(row: u32, column: vec4u) -> u32 {
  let start = row * sizes.source_width;
  return byte_at(start + column.x) * column.z + byte_at(start + column.y) * column.w;
}

fn level(at: u32) -> u32 {
  let column = vec4u(columns[at % sizes.width]);
  let row = vec4u(rows[at / sizes.width]);
  let above = (row.z * (along(row.x, column) >> 4u)) >> 16u;
  let below = (row.w * (along(row.y, column) >> 4u)) >> 16u;
  return (above + below + 2u) >> 2u;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let first = 4u * (id.y * ROW + id.x);
  if (first >= sizes.count) { return; }
  var word = 0u;
  for (var i = 0u; i < 4u && first + i < sizes.count; i++) { word |= level(first + i) << (8u * i); }
  output[first / 4u] = word;
}
