// Normalisation of groups of channels.
//
//   out[n,p,c] = γ[c] · (in[n,p,c] − μ[n,g]) / √(σ²[n,g] + ε) + β[c],   g = ⌊c·G/C⌋
//
// Layouts   in, out: [N, P, C], γ, β: [C], four channels per vec4f, read here as scalars; the padding lanes are
//           written as zeros. Layer normalisation is this with P = 1 and G = 1, instance normalisation with G = C.
// Method    64 lanes for a set (n, g), or eight for each of eight small ones: mean, then variance, each a tree
//           reduction, then what is written.
//           The second pass over the same numbers keeps the variance of numbers far from zero exact.
// Source    Wu & He 2018, arXiv:1803.08494, equations 1–3; Ba et al. 2016, arXiv:1607.06450, equation 3.

struct Sizes {
  pixels: u32,          // P
  channels: u32,        // C
  groups: u32,          // G
  sets: u32,            // N·G
  epsilon_bits: u32,    // ε
  lanes: u32,           // of a set: a power of two, LANES at most
  row: u32,             // workgroups along x
}

const LANES = 64u;

@group(0) @binding(0) var<storage, read>       input:  array<f32>;
@group(0) @binding(1) var<storage, read>       gamma:  array<f32>;
@group(0) @binding(2) var<storage, read>       beta:   array<f32>;
@group(0) @binding(3) var<storage, read_write> output: array<f32>;
@group(0) @binding(4) var<uniform>             sizes:  Sizes;

var<workgroup> partial: array<f32, LANES>;

/// The sum of `part` over the lanes of a set.
fn total(lane: u32, part: f32) -> f32 {
  workgroupBarrier();
  partial[lane] = part;
  let place = lane % sizes.lanes;
  for (var half = sizes.lanes / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (place < half) { partial[lane] += partial[lane + half]; }
  }
  workgroupBarrier();
  return partial[lane - place];
}

/// Where a number lies: its pixel, and its channel among `width`.
struct Place { pixel: u32, channel: u32 }

/// Of number i of rows of `width`.
fn place_of(i: u32, width: u32, pitch: u32) -> Place { return Place(i / width * pitch, i % width); }

/// Some numbers later, `stride` being the place of the last of them: no division, which some adapters do lane by lane.
fn next(place: Place, stride: Place, width: u32, pitch: u32) -> Place {
  let channel = place.channel + stride.channel;
  let over = u32(channel >= width);
  return Place(place.pixel + stride.pixel + over * pitch, channel - over * width);
}

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) invocation: u32) {
  let unit = (group.y * sizes.row + group.x) * (LANES / sizes.lanes) + invocation / sizes.lanes;
  let lane = invocation % sizes.lanes;
  let pixels = select(0u, sizes.pixels, unit < sizes.sets); // barriers wait for all invocations
  let pitch = (sizes.channels + 3u) / 4u * 4u;
  let width = sizes.channels / sizes.groups;
  let count = pixels * width;
  let first = unit % sizes.groups * width;
  let base = unit / sizes.groups * sizes.pixels * pitch + first;

  let begin = place_of(lane, width, pitch);
  let stride = place_of(sizes.lanes, width, pitch);
  var place = begin;
  var sum = 0.0;
  for (var i = lane; i < count; i += sizes.lanes) {
    sum += input[base + place.pixel + place.channel];
    place = next(place, stride, width, pitch);
  }
  let mean = total(invocation, sum) / f32(count);

  place = begin;
  var squares = 0.0;
  for (var i = lane; i < count; i += sizes.lanes) {
    let difference = input[base + place.pixel + place.channel] - mean;
    squares += difference * difference;
    place = next(place, stride, width, pitch);
  }
  let scale = 1.0 / sqrt(total(invocation, squares) / f32(count) + bitcast<f32>(sizes.epsilon_bits));

  // The last group writes the padding lanes behind it too.
  let written = select(width, pitch - first, first + width == sizes.channels);
  let further = place_of(sizes.lanes, written, pitch);
  place = place_of(lane, written, pitch);
  for (var i = lane; i < pixels * written; i += sizes.lanes) {
    let k = place.channel;
    let at = base + place.pixel + k;
    var value = 0.0;
    if (k < width) { value = gamma[first + k] * (input[at] - mean) * scale + beta[first + k]; }
    output[at] = value;
    place = next(place, further, written, pitch);
  }
}
