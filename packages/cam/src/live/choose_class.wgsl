// The class that is explained, as weights of the logits.   out[c] = 1 where c is the class, else 0
//
// Layouts   top: [k] of (class, logit, 0, 0), the most probable first; choice: a class, or −1 for the most probable; out: [classes] float32,
//           padded to whole quads.
// Method    one invocation per class, those of the padding too. A class beyond the last (a damaged network's logits rank nothing) counts as 0.

struct Sizes { classes: u32, pitch: u32 }

@group(0) @binding(0) var<storage, read>       top:    array<vec4f>;
@group(0) @binding(1) var<storage, read>       choice: vec4f;
@group(0) @binding(2) var<storage, read_write> output: array<f32>;
@group(0) @binding(3) var<uniform>             sizes:  Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= sizes.pitch) { return; }
  let chosen = u32(select(top[0].x, choice.x, choice.x >= 0.0));
  let class_index = select(0u, chosen, chosen < sizes.classes);
  output[id.x] = f32(id.x == class_index);
}
