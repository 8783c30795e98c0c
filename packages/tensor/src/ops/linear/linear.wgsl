// Fully connected layer, at every row.   out[r,k] = b[k] + Σ over c of in[r,c] · w[c,k]
//
// Layouts   in: [rows, Cin], w: [Cin, Cout], b: [Cout], out: [rows, Cout], four channels per vec4f.
//           A row is an image (after pooling), or a position of a feature map: then out is the
//           evidence map of every class at once.
// Method    as conv.wgsl: one invocation keeps 8 rows × 2 channel quads, see register_tile.wgsl.

override ROWS: u32;
override IN_QUADS: u32;     // ⌈Cin/4⌉
override OUT_QUADS: u32;    // ⌈Cout/4⌉

@group(0) @binding(0) var<storage, read>       input:  array<vec4f>;
@group(0) @binding(1) var<storage, read>       weight: array<vec4f>;
@group(0) @binding(2) var<storage, read>       bias:   array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output: array<vec4f>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let k = id.x * TILE_QUADS;
  let first = id.y * TILE_ROWS;
  if (k >= OUT_QUADS || first >= ROWS) { return; }
  let second = second_of(k, OUT_QUADS);
  let p = min(vec4u(first) + vec4u(0, 1, 2, 3), vec4u(ROWS - 1u)) * IN_QUADS;
  let q = min(vec4u(first) + vec4u(4, 5, 6, 7), vec4u(ROWS - 1u)) * IN_QUADS;

  var sums: RegisterTile;
  for (var c = 0u; c < IN_QUADS; c++) {
    let at = 4u * c * OUT_QUADS + k;
    let rows_p = mat4x4f(input[p.x + c], input[p.y + c], input[p.z + c], input[p.w + c]);
    let rows_q = mat4x4f(input[q.x + c], input[q.y + c], input[q.z + c], input[q.w + c]);
    multiply_add(&sums, weights(at), weights(at + second), rows_p, rows_q);
  }
  store_tile(first, ROWS, k, second, sums);
}

// The weights of four input channels × one output quad.
fn weights(at: u32) -> mat4x4f {
  return mat4x4f(weight[at], weight[at + OUT_QUADS], weight[at + 2u * OUT_QUADS], weight[at + 3u * OUT_QUADS]);
}

fn store(row: u32, k: u32, second: u32, a: vec4f, b: vec4f) {
  output[row * OUT_QUADS + k] = a + bias[k];
  output[row * OUT_QUADS + k + second] = b + bias[k + second];
}
