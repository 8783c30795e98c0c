// Adjoint of softmax, of each row.   out[r,c] = p[r,c] · (g[r,c] − Σ g[r,·]·p[r,·])
//
// Layouts   g: [rows, C], the gradient of the softmax's output p; p, out: likewise; four channels per vec4f.
// Method    one workgroup per row: each invocation strides over the quads, then a tree reduction.
//           Padding lanes of p are zero: they add nothing to the sum, and stay zero.

override CHANNEL_QUADS: u32;    // ⌈C/4⌉

const LANES = 64u;

@group(0) @binding(0) var<storage, read>       gradient: array<vec4f>;
@group(0) @binding(1) var<storage, read>       p:        array<vec4f>;
@group(0) @binding(2) var<storage, read_write> output:   array<vec4f>;

var<workgroup> partial: array<f32, LANES>;

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = group.x * CHANNEL_QUADS;

  var sum = 0.0;
  for (var c = lane; c < CHANNEL_QUADS; c += LANES) { sum += dot(gradient[row + c], p[row + c]); }
  partial[lane] = sum;
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) { partial[lane] += partial[lane + half]; }
  }
  workgroupBarrier();
  let mean = partial[0];

  for (var c = lane; c < CHANNEL_QUADS; c += LANES) { output[row + c] = p[row + c] * (gradient[row + c] - mean); }
}
