// Features as the layer norm of their mean normalises it.
//
//   out[n,p,k] = (in[n,p,k] − μ[n]) / √(σ²[n] + ε),   μ and σ² of mean[n,·] over its K channels
//
// Layouts   in, out: [N, P, K], mean: [N, K], four channels per vec4f, read here as scalars; the padding lanes are
//           written as zeros. P positions.
// Method    one workgroup per position of an image: the mean's mean, then its variance, each a tree reduction, then
//           what is written.
// Source    Ba et al. 2016, arXiv:1607.06450, equation 3.

const LANES = 64u;

override POSITIONS: u32;        // P
override CHANNELS: u32;         // K
override CHANNEL_QUADS: u32;    // ⌈K/4⌉
override EPSILON: f32;

@group(0) @binding(0) var<storage, read>       input:  array<f32>;
@group(0) @binding(1) var<storage, read>       mean:   array<f32>;
@group(0) @binding(2) var<storage, read_write> output: array<f32>;

var<workgroup> partial: array<f32, LANES>;

/// The sum of `part` over the lanes of the workgroup.
fn total(lane: u32, part: f32) -> f32 {
  workgroupBarrier();
  partial[lane] = part;
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) { partial[lane] += partial[lane + half]; }
  }
  workgroupBarrier();
  return partial[0];
}

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let pitch = CHANNEL_QUADS * 4u;
  let row = group.y * pitch;
  let base = (group.y * POSITIONS + group.x) * pitch;

  var sum = 0.0;
  for (var k = lane; k < CHANNELS; k += LANES) { sum += mean[row + k]; }
  let centre = total(lane, sum) / f32(CHANNELS);

  var squares = 0.0;
  for (var k = lane; k < CHANNELS; k += LANES) {
    let difference = mean[row + k] - centre;
    squares += difference * difference;
  }
  let scale = 1.0 / sqrt(total(lane, squares) / f32(CHANNELS) + EPSILON);

  for (var k = lane; k < pitch; k += LANES) {
    output[base + k] = select(0.0, (input[base + k] - centre) * scale, k < CHANNELS);
  }
}
