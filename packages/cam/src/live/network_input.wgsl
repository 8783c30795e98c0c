// Levels to network input, by a table.   out[y, x, c] = table[c, in[y, x, channel c is made of]]
//
// Layouts   in: [height · width] RGBA, a u32 each; table: [CHANNELS, 256] float32, rows in the network's channel order;
//           out: [height, width, CHANNELS] float32, padded to one vec4f per pixel.
// Method    one invocation per pixel. No division, so no GPU's rounding: the table's numbers pass unchanged.
// Source    normalisation.ts.

override RED: u32;      // the network's channel that red goes to: 0 (RGB, grey) or 2 (BGR)
override CHANNELS: u32; // 3, or 1 of grey

struct Sizes { width: u32, height: u32 }

@group(0) @binding(0) var<storage, read>       input:  array<u32>;
@group(0) @binding(1) var<storage, read>       table:  array<f32>;
@group(0) @binding(2) var<storage, read_write> output: array<vec4f>;
@group(0) @binding(3) var<uniform>             sizes:  Sizes;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= sizes.width || id.y >= sizes.height) { return; }
  let at = id.y * sizes.width + id.x;
  let pixel = input[at];
  let first = (pixel >> (8u * RED)) & 255u;
  if (CHANNELS == 1u) {
    output[at] = vec4f(table[first], 0.0, 0.0, 0.0);
    return;
  }
  let second = (pixel >> 8u) & 255u;
  let third = (pixel >> (16u - 8u * RED)) & 255u;
  output[at] = vec4f(table[first], table[256u + second], table[512u + third], 0.0);
}
