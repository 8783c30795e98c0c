// Batch normalisation at inference.   out = (in − mean) / √(variance + ε) · γ + β, channel by channel
//
// Layouts   in, out: [N, H, W, C]; γ, β, mean, variance: [C]; four channels per vec4f.
// Method    one invocation per quad; the grid is two-dimensional because one axis holds at most 65,535 workgroups.
// Source    Ioffe & Szegedy 2015, arXiv:1502.03167, algorithm 2. Padding lanes have γ = β = 0 and stay zero,
//           also where ε = 0 leaves them nothing but 0 to divide by.

override QUADS: u32;            // vec4s in all
override ROW: u32;              // invocations along x
override CHANNEL_QUADS: u32;    // ⌈C/4⌉
override EPSILON: f32;

@group(0) @binding(0) var<storage, read>       input:    array<vec4f>;
@group(0) @binding(1) var<storage, read>       gamma:    array<vec4f>;
@group(0) @binding(2) var<storage, read>       beta:     array<vec4f>;
@group(0) @binding(3) var<storage, read>       mean:     array<vec4f>;
@group(0) @binding(4) var<storage, read>       variance: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> output:   array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = id.y * ROW + id.x;
  if (at >= QUADS) { return; }
  let c = at % CHANNEL_QUADS;
  let scale = select(gamma[c] / sqrt(variance[c] + EPSILON), vec4f(0), gamma[c] == vec4f(0));
  output[at] = (input[at] - mean[c]) * scale + beta[c];
}
