// Values to colours.   level = floor(255 · v + ½), clamped to 0…255;   out = colour_map[level]
//
// Layouts   in: [height · width] float32 0…1; colour_map: [256] RGBA, a u32 each; out: [height, width] RGBA, a u32 each.
// Method    one invocation per pixel.
// Source    colour.ts.

struct Sizes { width: u32, height: u32, unused_z: u32, unused_w: u32 }

@group(0) @binding(0) var<storage, read>       input:      array<f32>;
@group(0) @binding(1) var<storage, read>       colour_map: array<u32>;
@group(0) @binding(2) var<storage, read_write> output:     array<u32>;
@group(0) @binding(3) var<uniform>             sizes:      Sizes;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= sizes.width || id.y >= sizes.height) { return; }
  let at = id.y * sizes.width + id.x;
  output[at] = colour_map[u32(clamp(floor(255.0 * input[at] + 0.5), 0.0, 255.0))];
}
