// One pass of Pillow's BILINEAR or BICUBIC, along one axis of a picture: out = clip8((2²¹ + Σ_j w[j] · in[first + j]) >> 22)
//
// Layouts   in: [source height, source width] RGBA, a u32 each; out: [height, width] RGBA, likewise; all four channels are
//           filtered. table: [samples of the axis, pitch] float32, each row (first, count, w[0] … w[count − 1], zeros):
//           whole numbers of at most 2²², which are exact.
// Method    one invocation per output pixel. The weights of a row add up to 2²², so a sum of products with levels up to 255
//           fits an i32; a cubic's too, whose positive weights alone add up to at most 9/8 of that.
// Source    Pillow 9.4, libImaging/Resample.c; the tables: pillow.ts.

override VERTICAL: bool;    // the pass runs down the columns, not along the rows

struct Sizes { width: u32, height: u32, source_width: u32, top: u32, pitch: u32 }

@group(0) @binding(0) var<storage, read>       input:  array<u32>;
@group(0) @binding(1) var<storage, read>       table:  array<f32>;
@group(0) @binding(2) var<storage, read_write> output: array<u32>;
@group(0) @binding(3) var<uniform>             sizes:  Sizes;

const SHIFTS = vec4u(0u, 8u, 16u, 24u);
const FRACTION_BITS = 22u;

fn channels(pixel: u32) -> vec4i { return vec4i((vec4u(pixel) >> SHIFTS) & vec4u(255u)); }

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= sizes.width || id.y >= sizes.height) { return; }
  let row = select(id.x, id.y, VERTICAL) * sizes.pitch;
  let first = u32(table[row]);
  let count = u32(table[row + 1u]);
  let along_row = (sizes.top + id.y) * sizes.source_width + first;
  let down_column = first * sizes.source_width + id.x;
  let start = select(along_row, down_column, VERTICAL);
  let step = select(1u, sizes.source_width, VERTICAL);

  var sum = vec4i(1 << (FRACTION_BITS - 1u));
  for (var j = 0u; j < count; j++) {
    sum += i32(table[row + 2u + j]) * channels(input[start + j * step]);
  }
  let level = vec4u(clamp(sum >> vec4u(FRACTION_BITS), vec4i(0), vec4i(255)));
  output[id.y * sizes.width + id.x] = level.r | (level.g << 8u) | (level.b << 16u) | (level.a << 24u);
}
