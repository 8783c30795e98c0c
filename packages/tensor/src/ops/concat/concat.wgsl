// Concatenation of channels, and what fold_concats.ts joins to it: batch-norm as scale and shift, ReLU.
//
//   out[p, B_i + c] = max(scale[B_i + c] · in_i[p, c] + shift[B_i + c], 0),   B_i = Σ over j < i of C_j
//
// Layouts   in_i: [pixels, C_i], scale, shift: [Σ C_i], out: [pixels, Σ C_i], four channels per vec4f. Inputs that are
//           not there have no channels: their binding repeats another, as those of scale and shift do.
// Method    one invocation per output quad: a quad of one input whose quads lie alike is copied whole, any other lane
//           by lane. Five inputs, scale, shift and output are the eight buffers that every adapter binds.
// Source    Huang et al. 2017, arXiv:1608.06993, section 3 (batch-norm and ReLU behind every concatenation).

override SCALED: bool;       // else scale and shift are not read
override RECTIFIED: bool;    // else negative numbers stay

struct Sizes {
  end_0: u32, end_1: u32, end_2: u32, end_3: u32,    // B_i + C_i
  channels: u32,                                    // Σ C_i
  quads: u32,      // of out, in all
  row: u32,        // invocations along x
}

@group(0) @binding(0) var<storage, read>       input_0: array<vec4f>;
@group(0) @binding(1) var<storage, read>       input_1: array<vec4f>;
@group(0) @binding(2) var<storage, read>       input_2: array<vec4f>;
@group(0) @binding(3) var<storage, read>       input_3: array<vec4f>;
@group(0) @binding(4) var<storage, read>       input_4: array<vec4f>;
@group(0) @binding(5) var<storage, read>       scale:   array<vec4f>;
@group(0) @binding(6) var<storage, read>       shift:   array<vec4f>;
@group(0) @binding(7) var<storage, read_write> output:  array<vec4f>;
@group(0) @binding(8) var<uniform>             sizes:   Sizes;

/// A run of channels of `out`: one input's.
struct Part { input: u32, begin: u32, end: u32 }

fn part_of(channel: u32) -> Part {
  if (channel < sizes.end_0) { return Part(0u, 0u, sizes.end_0); }
  if (channel < sizes.end_1) { return Part(1u, sizes.end_0, sizes.end_1); }
  if (channel < sizes.end_2) { return Part(2u, sizes.end_1, sizes.end_2); }
  if (channel < sizes.end_3) { return Part(3u, sizes.end_2, sizes.end_3); }
  return Part(4u, sizes.end_3, sizes.channels);
}

/// The quad of a part that holds `channel`.
fn quad_at(part: Part, pixel: u32, channel: u32) -> vec4f {
  let at = pixel * ((part.end - part.begin + 3u) / 4u) + (channel - part.begin) / 4u;
  switch (part.input) {
    case 0u: { return input_0[at]; }
    case 1u: { return input_1[at]; }
    case 2u: { return input_2[at]; }
    case 3u: { return input_3[at]; }
    default: { return input_4[at]; }
  }
}

/// One number; behind the last channel 0.
fn number_at(pixel: u32, channel: u32) -> f32 {
  if (channel >= sizes.channels) { return 0.0; }
  let part = part_of(channel);
  return quad_at(part, pixel, channel)[(channel - part.begin) % 4u];
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = id.y * sizes.row + id.x;
  if (at >= sizes.quads) { return; }
  let row_quads = (sizes.channels + 3u) / 4u;
  let pixel = at / row_quads;
  let quad = at % row_quads;
  let c = quad * 4u;
  let part = part_of(c);
  var found = vec4f(0);
  if ((c - part.begin) % 4u == 0u && c + 4u <= part.end) {
    found = quad_at(part, pixel, c);
  } else {
    for (var lane = 0u; lane < 4u; lane++) { found[lane] = number_at(pixel, c + lane); }
  }
  if (SCALED) { found = found * scale[quad] + shift[quad]; }    // both are 0 in padding lanes
  if (RECTIFIED) { found = select(found, vec4f(0), found <= vec4f(0)); }    // a NaN stays one, as in relu.wgsl
  output[at] = found;
}
