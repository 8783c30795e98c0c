// A map from features and their weights.   out[n,p] = Σ over k of weight[n,p,k] · feature[n,p,k]
//                                          or, with one weight per channel, Σ over k of weight[n,k] · feature[n,p,k]
//
// Layouts   feature: [N, P, K], weight: [N, P, K] or [N, K], four channels per vec4f; out: [N, P, 1], one number and
//           three zero lanes per vec4f. P positions.
// Method    one invocation per position.
// Source    Selvaraju et al. 2017, arXiv:1610.02391, equation 2, without its ReLU.

override IMAGES: u32;
override POSITIONS: u32;        // P = H·W
override CHANNEL_QUADS: u32;    // ⌈K/4⌉
override PER_POSITION: bool;    // the weights differ from position to position

@group(0) @binding(0) var<storage, read>       feature: array<vec4f>;
@group(0) @binding(1) var<storage, read>       weight:  array<vec4f>;
@group(0) @binding(2) var<storage, read_write> output:  array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = id.x;
  if (at >= IMAGES * POSITIONS) { return; }
  let row = select(at / POSITIONS, at, PER_POSITION);
  var sum = 0f;
  for (var k = 0u; k < CHANNEL_QUADS; k++) {
    sum += dot(feature[at * CHANNEL_QUADS + k], weight[row * CHANNEL_QUADS + k]);
  }
  output[at] = vec4f(sum, 0, 0, 0);
}
