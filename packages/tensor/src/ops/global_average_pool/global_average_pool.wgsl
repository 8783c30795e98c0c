// Global average pooling.   out[n,c] = 1/(H·W) · Σ over positions of in[n, position, c]
//
// Layouts   in: [N, H·W, C], out: [N, C], four channels per vec4f.
// Method    one invocation per image and channel quad.
// Source    Lin et al. 2013, arXiv:1312.4400, section 3.2.

override POSITIONS: u32;        // H·W
override CHANNEL_QUADS: u32;    // ⌈C/4⌉

@group(0) @binding(0) var<storage, read>       input:  array<vec4f>;
@group(0) @binding(1) var<storage, read_write> output: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let c = id.x;
  let n = id.y;
  if (c >= CHANNEL_QUADS) { return; }
  var sum = vec4f(0);
  for (var position = 0u; position < POSITIONS; position++) {
    sum += input[(n * POSITIONS + position) * CHANNEL_QUADS + c];
  }
  output[n * CHANNEL_QUADS + c] = sum / f32(POSITIONS);
}
