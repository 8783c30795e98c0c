// The map of one class out of those of all classes.   out[i] = class_maps[i, class]
//
// Layouts   class_maps: [positions, classes] float32, rows padded to whole quads; top: [k] of (class, logit, 0, 0), the most
//           probable first; choice: a class, or −1 for the most probable; out: [positions] float32.
// Method    one invocation per position. A class beyond the last (a damaged network's logits rank nothing) counts as 0.
// Source    Zhou et al. 2016, arXiv:1512.04150, equation 2.

struct Sizes { positions: u32, classes: u32, pitch: u32 }

@group(0) @binding(0) var<storage, read>       class_maps: array<f32>;
@group(0) @binding(1) var<storage, read>       top:        array<vec4f>;
@group(0) @binding(2) var<storage, read>       choice:     vec4f;
@group(0) @binding(3) var<storage, read_write> output:     array<f32>;
@group(0) @binding(4) var<uniform>             sizes:      Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= sizes.positions) { return; }
  let chosen = u32(select(top[0].x, choice.x, choice.x >= 0.0));
  let class_index = select(0u, chosen, chosen < sizes.classes);
  output[id.x] = class_maps[id.x * sizes.pitch + class_index];
}
