// Adjoint of a fully connected layer, at every row.   out[r,c] = Σ over k of g[r,k] · w[c,k]
//
// Layouts   g: [rows, Cout], the gradient of the layer's output; w: [Cin, Cout], as in linear.wgsl; out: [rows, Cin];
//           four channels per vec4f. Padding rows of w are zero, and so are the lanes they make.
// Method    as linear.wgsl: one invocation per output quad and TILE_ROWS rows, so that each weight is read once for TILE_ROWS rows.

override ROWS: u32;
override IN_QUADS: u32;     // ⌈Cin/4⌉
override OUT_QUADS: u32;    // ⌈Cout/4⌉

const TILE_ROWS = 7u;    // rows per invocation: ResNet's 49 positions are seven tiles

@group(0) @binding(0) var<storage, read>       gradient: array<vec4f>;
@group(0) @binding(1) var<storage, read>       weight:   array<vec4f>;
@group(0) @binding(2) var<storage, read_write> output:   array<vec4f>;

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let c = id.x;
  let first = id.y * TILE_ROWS;
  if (c >= IN_QUADS || first >= ROWS) { return; }

  var sum: array<vec4f, TILE_ROWS>;
  for (var k = 0u; k < OUT_QUADS; k++) {
    let at = 4u * c * OUT_QUADS + k;
    let w = mat4x4f(weight[at], weight[at + OUT_QUADS], weight[at + 2u * OUT_QUADS], weight[at + 3u * OUT_QUADS]);
    for (var r = 0u; r < TILE_ROWS; r++) {
      sum[r] += gradient[min(first + r, ROWS - 1u) * OUT_QUADS + k] * w;    // the dot product with each column of w
    }
  }
  for (var r = 0u; r < TILE_ROWS && first + r < ROWS; r++) {
    output[(first + r) * IN_QUADS + c] = sum[r];
  }
}
