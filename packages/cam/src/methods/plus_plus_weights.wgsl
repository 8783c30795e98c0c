// Grad-CAM++'s channel weights.   out[n,k] = Σ over p of max(g, 0) · g² / (2g² + S·g³ + ε),   S = Σ over p of A[n,p,k]
//                                 computed as g / (2 + S·g + ε/g²) over the positions where g[n,p,k] > 0
//
// Layouts   A: features [N, P, K]; g: the gradient of the target with respect to them, likewise; out: [N, K];
//           four channels per vec4f.
// Method    one invocation per image and channel quad. Divided through by g², nothing underflows; behind a ReLU S ≥ 0,
//           and the denominator is at least 2 without any ε.
// Source    Chattopadhay et al. 2018, arXiv:1710.11063, section 3, for a target that enters as exp(y).

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
  let first = id.y * POSITIONS;
  var total = vec4f(0);
  for (var p = 0u; p < POSITIONS; p++) {
    total += feature[(first + p) * CHANNEL_QUADS + k];
  }
  var sum = vec4f(0);
  for (var p = 0u; p < POSITIONS; p++) {
    let g = gradient[(first + p) * CHANNEL_QUADS + k];
    let positive = g > vec4f(0);
    let safe = select(vec4f(1), g, positive);
    var denominator = 2 + total * safe;
    if (EPSILON > 0) { denominator += EPSILON / safe / safe; }
    sum += select(vec4f(0), safe / denominator, positive);
  }
  output[id.y * CHANNEL_QUADS + k] = sum;
}
