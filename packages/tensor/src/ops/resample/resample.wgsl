// A linear map along y and one along x.
//
//   out[n,y,x,c] = Σ over i of row_weight[i] · Σ over j of column_weight[j] · in[n, row[i], column[j], c]
//
// Layouts   in: [N, IN_H, IN_W, C], out: [N, OUT_H, OUT_W, C], four channels per vec4f.
//           rows: begin [OUT_H + 1], row [I], row_weight [I] in one array; output y has the terms begin[y] ≤ i < begin[y + 1].
//           columns: likewise, of OUT_W.
// Method    one invocation per output quad. Resizing, pooling and borders differ in their maps alone, and adjoints have
//           them transposed.

struct Sizes {
  in_h: u32, in_w: u32,
  out_h: u32, out_w: u32,
  channel_quads: u32,    // ⌈C/4⌉
  quads: u32,            // of out, in all
  row: u32,              // invocations along x
}

@group(0) @binding(0) var<storage, read>       input:   array<vec4f>;
@group(0) @binding(1) var<storage, read>       rows:    array<f32>;
@group(0) @binding(2) var<storage, read>       columns: array<f32>;
@group(0) @binding(3) var<storage, read_write> output:  array<vec4f>;
@group(0) @binding(4) var<uniform>             sizes:   Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = id.y * sizes.row + id.x;
  if (at >= sizes.quads) { return; }
  let c = at % sizes.channel_quads;
  let pixel = at / sizes.channel_quads;
  let x = pixel % sizes.out_w;
  let y = pixel / sizes.out_w % sizes.out_h;
  let n = pixel / (sizes.out_w * sizes.out_h);

  let first_row = sizes.out_h + 1u;
  let first_column = sizes.out_w + 1u;
  let row_weights = first_row + u32(rows[sizes.out_h]);
  let column_weights = first_column + u32(columns[sizes.out_w]);
  var sum = vec4f(0);
  for (var i = u32(rows[y]); i < u32(rows[y + 1u]); i++) {
    let base = (n * sizes.in_h + u32(rows[first_row + i])) * sizes.in_w;
    var along = vec4f(0);
    for (var j = u32(columns[x]); j < u32(columns[x + 1u]); j++) {
      along += columns[column_weights + j] * input[(base + u32(columns[first_column + j])) * sizes.channel_quads + c];
    }
    sum += rows[row_weights + i] * along;
  }
  output[at] = sum;
}
