// Fully connected layer, at every row.   out[r,k] = b[k] + Σ over c of in[r,c] · w[c,k]
//
// Layouts   in: [rows, Cin], w: [Cin, Cout], b: [Cout], out: [rows, Cout], four channels per vec4f.
//           A row is an image (after pooling), or a position of a feature map: then out is the
//           evidence map of every class at once.
// Method    one invocation per output quad and TILE rows: each weight is read once for TILE rows.

override ROWS: u32;
override IN_QUADS: u32;     // ⌈Cin/4⌉
override OUT_QUADS: u32;    // ⌈Cout/4⌉

const TILE = 7u;    // rows per invocation: ResNet's 49 positions are seven tiles

@group(0) @binding(0) var<storage, read>       input:  array<vec4f>;
@group(0) @binding(1) var<storage, read>       weight: array<vec4f>;
@group(0) @binding(2) var<storage, read>       bias:   array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output: array<vec4f>;

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let k = id.x;
  let first = id.y * TILE;
  if (k >= OUT_QUADS || first >= ROWS) { return; }

  var sum: array<vec4f, TILE>;
  for (var c = 0u; c < IN_QUADS; c++) {
    let at = 4u * c * OUT_QUADS + k;
    let w = mat4x4f(weight[at], weight[at + OUT_QUADS], weight[at + 2u * OUT_QUADS], weight[at + 3u * OUT_QUADS]);
    for (var r = 0u; r < TILE; r++) {
      sum[r] += w * input[min(first + r, ROWS - 1u) * IN_QUADS + c];
    }
  }
  for (var r = 0u; r < TILE && first + r < ROWS; r++) {
    output[(first + r) * OUT_QUADS + k] = sum[r] + bias[k];
  }
}
