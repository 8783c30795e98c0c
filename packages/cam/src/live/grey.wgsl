// Grey of colours, as Pillow's convert("L"): L = (19595·R + 38470·G + 7471·B + 2¹⁵) >> 16
//
// Layouts   in: [height · width] RGBA, a u32 each; out: likewise, L three times and 255.
// Method    one invocation per pixel; whole numbers below 2²⁵.
// Source    Pillow 9.4, libImaging/Convert.c; luminance.ts.

struct Sizes { width: u32, height: u32 }

@group(0) @binding(0) var<storage, read>       input:  array<u32>;
@group(0) @binding(1) var<storage, read_write> output: array<u32>;
@group(0) @binding(2) var<uniform>             sizes:  Sizes;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= sizes.width || id.y >= sizes.height) { return; }
  let at = id.y * sizes.width + id.x;
  let pixel = input[at];
  let level = (19595u * (pixel & 255u) + 38470u * ((pixel >> 8u) & 255u) + 7471u * ((pixel >> 16u) & 255u) + 0x8000u) >> 16u;
  output[at] = level | (level << 8u) | (level << 16u) | 0xff000000u;
}
