// Fully connected layer, at every row.   out[r,k] = b[k] + Σ over c of in[r,c] · w[c,k]
//
// Layouts   in: [rows, Cin], w: [Cin, Cout], b: [Cout], out: [rows, Cout], four channels per vec4f.
//           A row is an image (after pooling), or a position of a feature map: then out is the
//           evidence map of every class at once.
// Method    as conv.wgsl: one invocation keeps 7 rows × 2 channel quads as matrices, quads of channels × rows. Seven, because
//           ResNet's 49 positions are seven tiles.

override ROWS: u32;
override IN_QUADS: u32;     // ⌈Cin/4⌉
override OUT_QUADS: u32;    // ⌈Cout/4⌉

const TILE_ROWS = 7u;    // rows per invocation

@group(0) @binding(0) var<storage, read>       input:  array<vec4f>;
@group(0) @binding(1) var<storage, read>       weight: array<vec4f>;
@group(0) @binding(2) var<storage, read>       bias:   array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output: array<vec4f>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let k = id.x * 2u;
  let first = id.y * TILE_ROWS;
  if (k >= OUT_QUADS || first >= ROWS) { return; }
  let second = min(1u, OUT_QUADS - 1u - k);    // an odd last quad is computed twice rather than read past
  let p = min(vec4u(first) + vec4u(0, 1, 2, 3), vec4u(ROWS - 1u)) * IN_QUADS;
  let q = min(vec3u(first) + vec3u(4, 5, 6), vec3u(ROWS - 1u)) * IN_QUADS;

  var a_p: mat4x4f;    // 4 channels of quad k × rows p
  var a_q: mat3x4f;
  var b_p: mat4x4f;    // quad k + second
  var b_q: mat3x4f;
  for (var c = 0u; c < IN_QUADS; c++) {
    let at = 4u * c * OUT_QUADS + k;
    let weights_a = weights(at);
    let weights_b = weights(at + second);
    let rows_p = mat4x4f(input[p.x + c], input[p.y + c], input[p.z + c], input[p.w + c]);
    let rows_q = mat3x4f(input[q.x + c], input[q.y + c], input[q.z + c]);
    a_p += weights_a * rows_p;
    a_q += weights_a * rows_q;
    b_p += weights_b * rows_p;
    b_q += weights_b * rows_q;
  }
  // Written out: a matrix that a variable indexes is no longer kept in registers.
  store(first, k, second, a_p[0], b_p[0]);
  store(first + 1u, k, second, a_p[1], b_p[1]);
  store(first + 2u, k, second, a_p[2], b_p[2]);
  store(first + 3u, k, second, a_p[3], b_p[3]);
  store(first + 4u, k, second, a_q[0], b_q[0]);
  store(first + 5u, k, second, a_q[1], b_q[1]);
  store(first + 6u, k, second, a_q[2], b_q[2]);
}

// The weights of four input channels × one output quad.
fn weights(at: u32) -> mat4x4f {
  return mat4x4f(weight[at], weight[at + OUT_QUADS], weight[at + 2u * OUT_QUADS], weight[at + 3u * OUT_QUADS]);
}

fn store(row: u32, k: u32, second: u32, a: vec4f, b: vec4f) {
  if (row >= ROWS) { return; }
  output[row * OUT_QUADS + k] = a + bias[k];
  output[row * OUT_QUADS + k + second] = select(a, b, second == 1u) + bias[k + second];
}
