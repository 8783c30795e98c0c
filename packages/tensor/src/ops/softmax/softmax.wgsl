// Softmax of each row.   out[r,c] = exp(in[r,c] − max) / Σ exp(in[r,·] − max)
//
// Layouts   in, out: [rows, C], four channels per vec4f, read here as scalars; padding lanes stay zero.
// Method    one workgroup per row: each invocation strides over the channels, then a tree reduction.
//           Subtracting the maximum first keeps every exponential ≤ 1.

override CHANNELS: u32;     // C
override PITCH: u32;        // floats from row to row: ⌈C/4⌉·4

const LANES = 64u;

@group(0) @binding(0) var<storage, read>       input:  array<f32>;
@group(0) @binding(1) var<storage, read_write> output: array<f32>;

var<workgroup> partial: array<f32, LANES>;

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = group.x * PITCH;

  var largest = input[row];
  for (var c = lane; c < CHANNELS; c += LANES) { largest = max(largest, input[row + c]); }
  partial[lane] = largest;
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) { partial[lane] = max(partial[lane], partial[lane + half]); }
  }
  workgroupBarrier();
  largest = partial[0];
  workgroupBarrier();

  var sum = 0.0;
  for (var c = lane; c < CHANNELS; c += LANES) { sum += exp(input[row + c] - largest); }
  partial[lane] = sum;
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) { partial[lane] += partial[lane + half]; }
  }
  workgroupBarrier();
  sum = partial[0];

  for (var c = lane; c < CHANNELS; c += LANES) { output[row + c] = exp(input[row + c] - largest) / sum; }
}
