// Channels in another order.   out[p,c] = Σ over j of weight[j] · in[p, index[j]],   begin[c] ≤ j < begin[c + 1]
//
// Layouts   in: [pixels, C], out: [pixels, C'], four channels per vec4f; map: begin [C' + 1], index [J], weight [J]
//           in one array. Going forward each output has one term, of weight 1; going back, one for each place that a
//           channel was taken to.
// Method    one invocation per output quad.
// Source    Zhang et al. 2018, arXiv:1707.01083, section 3.1 (the channel shuffle).

struct Sizes {
  in_channels: u32,     // C
  out_channels: u32,    // C'
  quads: u32,           // of out, in all
  row: u32,             // invocations along x
}

@group(0) @binding(0) var<storage, read>       input:  array<vec4f>;
@group(0) @binding(1) var<storage, read>       map:    array<f32>;
@group(0) @binding(2) var<storage, read_write> output: array<vec4f>;
@group(0) @binding(3) var<uniform>             sizes:  Sizes;

fn number_at(base: u32, c: u32) -> f32 {
  if (c >= sizes.out_channels) { return 0.0; }
  let indices = sizes.out_channels + 1u;
  let weights = indices + u32(map[sizes.out_channels]);
  var sum = 0.0;
  for (var j = u32(map[c]); j < u32(map[c + 1u]); j++) {
    let source = u32(map[indices + j]);
    sum += map[weights + j] * input[base + source / 4u][source % 4u];
  }
  return sum;
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = id.y * sizes.row + id.x;
  if (at >= sizes.quads) { return; }
  let out_quads = (sizes.out_channels + 3u) / 4u;
  let base = at / out_quads * ((sizes.in_channels + 3u) / 4u);
  let c = at % out_quads * 4u;
  output[at] = vec4f(number_at(base, c), number_at(base, c + 1u), number_at(base, c + 2u), number_at(base, c + 3u));
}
