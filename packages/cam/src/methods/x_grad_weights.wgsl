// XGrad-CAM's channel weights.   out[n,k] = Σ over p of g[n,p,k] · A[n,p,k] / (S + ε),   S = Σ over p of A[n,p,k]
//                                0 where S + ε is 0: a channel that is silent everywhere
//
// Layouts   A: features [N, P, K]; g: the gradient of the target with respect to them, likewise; out: [N, K];
//           four channels per vec4f.
// Method    one invocation per image and channel quad.
// Source    Fu et al. 2020, arXiv:2008.02312, section 3.

override POSITIONS: u32;        // P = H·W
override CHANNEL_QUADS: u32;    // ⌈K/4⌉
override EPSILON: f32;          // 0 in the paper

@group(0) @binding(0) var<storage, read>       feature:  array<vec4f>;
@group(0) @binding(1) var<storage, read>       gradient: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> output:   array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let k = id.x;
  if (k >= CHANNEL_QUADS) { return; }
  var total = vec4f(EPSILON);
  var sum = vec4f(0);
  for (var p = 0u; p < POSITIONS; p++) {
    let at = (id.y * POSITIONS + p) * CHANNEL_QUADS + k;
    total += feature[at];
    sum += gradient[at] * feature[at];
  }
  let silent = total == vec4f(0);
  output[id.y * CHANNEL_QUADS + k] = select(sum / select(total, vec4f(1), silent), vec4f(0), silent);
}
