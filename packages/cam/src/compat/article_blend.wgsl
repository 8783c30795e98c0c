// The article's picture.   out = (3 · colour_map[level] + 5 · photo) / 10 per channel, rounded half to even; opaque
//
// Layouts   photo, out: [height, width] RGBA, a u32 each; levels: [height · width] u8, four to a u32; colour_map: [256]
//           RGBA, a u32 each.
// Method    one invocation per pixel, whole numbers only.
// Source    pytorch_CAM.py by way of article.ts.

struct Sizes { width: u32, height: u32, unused_z: u32, unused_w: u32 }

@group(0) @binding(0) var<storage, read>       photo:      array<u32>;
@group(0) @binding(1) var<storage, read>       levels:     array<u32>;
@group(0) @binding(2) var<storage, read>       colour_map: array<u32>;
@group(0) @binding(3) var<storage, read_write> output:     array<u32>;
@group(0) @binding(4) var<uniform>             sizes:      Sizes;

const SHIFTS = vec4u(0u, 8u, 16u, 24u);

fn channels(pixel: u32) -> vec4u { return (vec4u(pixel) >> SHIFTS) & vec4u(255u); }

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= sizes.width || id.y >= sizes.height) { return; }
  let at = id.y * sizes.width + id.x;
  let level = (levels[at / 4u] >> (8u * (at % 4u))) & 255u;
  let tenths = 3u * channels(colour_map[level]) + 5u * channels(photo[at]);
  let whole = tenths / vec4u(10u);
  let rest = tenths % vec4u(10u);
  // Up where more than half is left, or exactly half above an odd number.
  let mixed = whole + vec4u(rest + (whole & vec4u(1u)) > vec4u(5u));
  output[at] = mixed.r | (mixed.g << 8u) | (mixed.b << 16u) | 0xff000000u;
}
