// Adjoint of global average pooling.   out[n, position, c] = 1/(H·W) · g[n,c]
//
// Layouts   g: [N, C], out: [N, H·W, C], the gradients of its output and image; four channels per vec4f.
// Method    one invocation per quad; the grid is two-dimensional because one axis holds at most 65,535 workgroups.
// Source    Lin et al. 2013, arXiv:1312.4400, section 3.2.

override QUADS: u32;            // vec4s in all
override ROW: u32;              // invocations along x
override POSITIONS: u32;        // H·W
override CHANNEL_QUADS: u32;    // ⌈C/4⌉

@group(0) @binding(0) var<storage, read>       gradient: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> output:   array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = id.y * ROW + id.x;
  if (at >= QUADS) { return; }
  let n = at / (POSITIONS * CHANNEL_QUADS);
  output[at] = gradient[n * CHANNEL_QUADS + at % CHANNEL_QUADS] / f32(POSITIONS);
}
