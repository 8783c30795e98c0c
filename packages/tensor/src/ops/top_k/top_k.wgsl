// The K largest of each row, largest first.   out[r,·,0] = class index, out[r,·,1] = its value
//
// Layouts   in: [rows, C] four channels per vec4f, read here as scalars; out: [rows, K, 2], a pair
//           padded to one vec4f. An index is exact in float32 up to 2²⁴.
// Method    one workgroup per row, K rounds: each round takes the best of what comes strictly after
//           the last winner in the order (value descending, index ascending). Equal values keep
//           their order, so K = 1 is PyTorch's argmax.

override CHANNELS: u32;     // C
override PITCH: u32;        // floats from row to row: ⌈C/4⌉·4
override K: u32;

const LANES = 64u;
const LOWEST = -0x1.fffffep+127f;

@group(0) @binding(0) var<storage, read>       input:  array<f32>;
@group(0) @binding(1) var<storage, read_write> output: array<vec4f>;

var<workgroup> values:  array<f32, LANES>;
var<workgroup> indices: array<u32, LANES>;

/// Whether (a, i) comes before (b, j).
fn before(a: f32, i: u32, b: f32, j: u32) -> bool {
  return a > b || (a == b && i < j);
}

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = group.x * PITCH;
  var last_value = 0.0;
  var last_index = 0u;

  for (var round = 0u; round < K; round++) {
    var best = LOWEST;
    var best_index = CHANNELS;
    for (var c = lane; c < CHANNELS; c += LANES) {
      let x = input[row + c];
      let is_left = round == 0u || before(last_value, last_index, x, c);
      if (is_left && before(x, c, best, best_index)) { best = x; best_index = c; }
    }
    values[lane] = best;
    indices[lane] = best_index;
    for (var half = LANES / 2u; half > 0u; half /= 2u) {
      workgroupBarrier();
      if (lane < half && before(values[lane + half], indices[lane + half], values[lane], indices[lane])) {
        values[lane] = values[lane + half];
        indices[lane] = indices[lane + half];
      }
    }
    workgroupBarrier();
    last_value = values[0];
    last_index = indices[0];
    workgroupBarrier();
    if (lane == 0u) { output[group.x * K + round] = vec4f(f32(last_index), last_value, 0, 0); }
  }
}
