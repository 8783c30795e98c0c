// Local response normalisation.
//
//   out[p,c] = in[p,c] / d[c]^β,   d[c] = k + α/n · Σ over c − B ≤ i < c − B + n of in[p,i]²
//
// Layouts   in, out: [pixels, C], four channels per vec4f. Channels that are not there count as 0.
// Method    one invocation per output quad, and for each of its channels a walk over the window.
//           Padding lanes are divided by 1, and stay zero.
// Source    Krizhevsky et al. 2012, "ImageNet classification with deep convolutional neural networks", section 3.3.

override SIZE: u32;      // n
override BEFORE: u32;    // B
override ALPHA: f32;
override BETA: f32;
override K: f32;

struct Sizes {
  channels: u32,    // C
  quads: u32,       // of out, in all
  row: u32,         // invocations along x
}

@group(0) @binding(0) var<storage, read>       input:  array<vec4f>;
@group(0) @binding(1) var<storage, read_write> output: array<vec4f>;
@group(0) @binding(2) var<uniform>             sizes:  Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = id.y * sizes.row + id.x;
  if (at >= sizes.quads) { return; }
  let row_quads = (sizes.channels + 3u) / 4u;
  let base = at - at % row_quads;
  let first = at % row_quads * 4u;
  var divisors = vec4f(1);
  for (var lane = 0u; lane < 4u && first + lane < sizes.channels; lane++) {
    let begin = first + lane - min(BEFORE, first + lane);
    let end = min(first + lane + SIZE - BEFORE, sizes.channels);
    var sum = 0.0;
    for (var i = begin; i < end; i++) {
      let x = input[base + i / 4u][i % 4u];
      sum += x * x;
    }
    divisors[lane] = K + ALPHA / f32(SIZE) * sum;
  }
  output[at] = input[at] * pow(divisors, vec4f(-BETA));
}
