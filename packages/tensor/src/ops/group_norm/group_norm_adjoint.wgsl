// Adjoint of normalisation by groups.
//
//   out = (h − mean(h) − x̂ · mean(h · x̂)) / √(σ² + ε),   h = γ·g,   x̂ = (in − μ)/√(σ² + ε)
//
// Layouts   g: gradient of the output; in, out: likewise, [N, P, C]; γ: [C]; four channels per vec4f, read here as
//           scalars; the padding lanes are written as zeros. Means are over a set (n, group).
// Method    as group_norm.wgsl: μ and σ are computed again, which reads less than two more arrays would.
// Source    Ioffe & Szegedy 2015, arXiv:1502.03167, section 3 (the same sums, over other sets).

struct Sizes {
  pixels: u32,          // P
  channels: u32,        // C
  groups: u32,          // G
  sets: u32,            // N·G
  epsilon_bits: u32,    // ε
  row: u32,             // workgroups along x
}

const LANES = 64u;

@group(0) @binding(0) var<storage, read>       gradient: array<f32>;
@group(0) @binding(1) var<storage, read>       input:    array<f32>;
@group(0) @binding(2) var<storage, read>       gamma:    array<f32>;
@group(0) @binding(3) var<storage, read_write> output:   array<f32>;
@group(0) @binding(4) var<uniform>             sizes:    Sizes;

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
  var slope = 0.0; // Σ h
  for (var i = lane; i < count; i += LANES) {
    let at = base + i / width * pitch + i % width;
    sum += input[at];
    slope += gamma[first + i % width] * gradient[at];
  }
  let mean = total(lane, sum) / f32(count);
  let mean_h = total(lane, slope) / f32(count);

  var squares = 0.0;
  var product = 0.0; // Σ h · (in − μ)
  for (var i = lane; i < count; i += LANES) {
    let at = base + i / width * pitch + i % width;
    let difference = input[at] - mean;
    squares += difference * difference;
    product += (gamma[first + i % width] * gradient[at] - mean_h) * difference;
  }
  let scale = 1.0 / sqrt(total(lane, squares) / f32(count) + bitcast<f32>(sizes.epsilon_bits));
  let along = total(lane, product) / f32(count) * scale * scale;

  // The last group writes the padding lanes behind it too.
  let written = select(width, pitch - first, first + width == sizes.channels);
  for (var i = lane; i < sizes.pixels * written; i += LANES) {
    let k = i % written;
    let at = base + i / written * pitch + k;
    var value = 0.0;
    if (k < width) { value = (gamma[first + k] * gradient[at] - mean_h - (input[at] - mean) * along) * scale; }
    output[at] = value;
  }
}
