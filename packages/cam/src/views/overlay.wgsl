// A heatmap laid over a photograph, in whole numbers.
//
//   t = strength · a                        a = the colour's own alpha: 0…65025
//   out = (photo · (65025 − t) + colour · t + 32512) div 65025
//
// Layouts   photo, out: [height, width] RGBA, a u32 each; colours: [box height, box width] RGBA, likewise.
//           Outside the box the photograph stays as it is; its alpha is kept everywhere.
// Method    one invocation per pixel; the numerator stays below 2²⁴.
// Source    overlay.ts.

struct Sizes { width: u32, height: u32, x: u32, y: u32, box_width: u32, box_height: u32, strength: u32, unused: u32 }

@group(0) @binding(0) var<storage, read>       photo:   array<u32>;
@group(0) @binding(1) var<storage, read>       colours: array<u32>;
@group(0) @binding(2) var<storage, read_write> output:  array<u32>;
@group(0) @binding(3) var<uniform>             sizes:   Sizes;

const FULL = 65025u;
const SHIFTS = vec4u(0u, 8u, 16u, 24u);

fn channels(pixel: u32) -> vec4u { return (vec4u(pixel) >> SHIFTS) & vec4u(255u); }

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= sizes.width || id.y >= sizes.height) { return; }
  let at = id.y * sizes.width + id.x;
  let under = photo[at];
  // Left of and above the box the difference wraps around to a number beyond any box.
  let box_x = id.x - sizes.x;
  let box_y = id.y - sizes.y;
  if (box_x >= sizes.box_width || box_y >= sizes.box_height) {
    output[at] = under;
    return;
  }
  let over = channels(colours[box_y * sizes.box_width + box_x]);
  let t = sizes.strength * over.a;
  let mixed = (channels(under) * (FULL - t) + over * t + vec4u(FULL >> 1u)) / vec4u(FULL);
  output[at] = mixed.r | (mixed.g << 8u) | (mixed.b << 16u) | (under & 0xff000000u);
}
