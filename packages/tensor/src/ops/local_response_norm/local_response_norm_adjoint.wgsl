// Adjoint of local response normalisation.
//
//   out[p,c] = g[p,c] / d[c]^β − 2·α·β/n · in[p,c] · Σ over i − B ≤ c < i − B + n of g[p,i] · in[p,i] / d[i]^(β + 1)
//
// Layouts   g: gradient of the output; in, out: likewise, [pixels, C], four channels per vec4f; d as in
//           local_response_norm.wgsl.
// Method    one invocation per output quad: the windows that hold a channel, and for each its d again: n² reads of few
//           numbers, which the cache has, instead of another array.
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

@group(0) @binding(0) var<storage, read>       gradient: array<vec4f>;
@group(0) @binding(1) var<storage, read>       input:    array<vec4f>;
@group(0) @binding(2) var<storage, read_write> output:   array<vec4f>;
@group(0) @binding(3) var<uniform>             sizes:    Sizes;

/// d of one channel of the pixel that begins at `base`.
fn divisor(base: u32, c: u32) -> f32 {
  var sum = 0.0;
  for (var i = c - min(BEFORE, c); i < min(c + SIZE - BEFORE, sizes.channels); i++) {
    let x = input[base + i / 4u][i % 4u];
    sum += x * x;
  }
  return K + ALPHA / f32(SIZE) * sum;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = id.y * sizes.row + id.x;
  if (at >= sizes.quads) { return; }
  let row_quads = (sizes.channels + 3u) / 4u;
  let base = at - at % row_quads;
  let first = at % row_quads * 4u;
  var found = vec4f(0);
  for (var lane = 0u; lane < 4u && first + lane < sizes.channels; lane++) {
    let c = first + lane;
    var own = 0.0;    // d[c]
    var sum = 0.0;
    let behind = SIZE - 1u - BEFORE;    // channel c lies in the windows of i for c − behind ≤ i ≤ c + B
    for (var i = c - min(behind, c); i < min(c + BEFORE + 1u, sizes.channels); i++) {
      let d = divisor(base, i);
      own = select(own, d, i == c);
      sum += gradient[base + i / 4u][i % 4u] * input[base + i / 4u][i % 4u] * pow(d, -BETA - 1.0);
    }
    found[lane] = gradient[at][lane] * pow(own, -BETA) - 2.0 * ALPHA * BETA / f32(SIZE) * input[at][lane] * sum;
  }
  output[at] = found;
}
