// Normalisation of groups of channels.
//
//   out[n,p,c] = γ[c] · (in[n,p,c] − μ[n,g]) / √(σ²[n,g] + ε) + β[c],   g = ⌊c·G/C⌋
//
// Layouts   in, out: [N, P, C], γ, β: [C], four channels per vec4f, read here as scalars; the padding lanes are
//           written as zeros. Layer normalisation is this with P = 1 and G = 1, instance normalisation with G = C.
// Method    one workgroup per set (n, g): mean, then variance, each a tree reduction, then what is written.
//           The second pass over the same numbers keeps the variance of numbers far from zero exact.
// Source    Wu & He 2018, arXiv:1803.08494, equations 1–3; Ba et al. 2016, arXiv:1607.06450, equation 3.

struct Sizes {
  pixels: u32,          // P
  channels: u32,        // C
  groups: u32,          // G
  sets: u32,            // N·G
  epsilon_bits: u32,    // ε
  row: u32,             // workgroups along x
}

const LANES = 64u;

@group(0) @binding(0) var<storage, read>       input:  array<f32>;
@group(0) @binding(1) var<storage, read>       gamma:  array<f32>;
@group(0) @binding(2) var<storage, read>       beta:   array<f32>;
@group(0) @binding(3) var<storage, read_write> output: array<f32>;
@group(0) @binding(4) var<uniform>             sizes:  Sizes;

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
  let unit = group.y * sizes.row + group.x;
  if (unit >= sizes.sets) { return; }
  let pitch = (sizes.channels + 3u) / 4u * 4u;
  let width = sizes.channels / sizes.groups;
  let count = sizes.pixels * width;
  let first = unit % sizes.groups * width;
  let base = unit / sizes.groups * sizes.pixels * pitch + first;

  var sum = 0.0;
  for (var i = lane; i < count; i += LANES) { sum += input[base + i / width * pitch + i % width]; }
  let mean = total(lane, sum) / f32(count);

  var squares = 0.0;
  for (var i = lane; i < count; i += LANES) {
    let difference = input[base + i / width * pitch + i % width] - mean;
    squares += difference * difference;
  }
  let scale = 1.0 / sqrt(total(lane, squares) / f32(count) + bitcast<f32>(sizes.epsilon_bits));

  // The last group writes the padding lanes behind it too.
  let written = select(width, pitch - first, first + width == sizes.channels);
  for (var i = lane; i < sizes.pixels * written; i += LANES) {
    let k = i % written;
    let at = base + i / written * pitch + k;
    var value = 0.0;
    if (k < width) { value = gamma[first + k] * (input[at] - mean) * scale + beta[first + k]; }
    output[at] = value;
  }
}
