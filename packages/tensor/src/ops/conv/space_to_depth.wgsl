// Space to depth.   out[n, y, x, (i·S + j)·C + c] = in[n, y·S + i − P, x·S + j − P, c]
//
// Layouts   in: [N, H, W, C], out: [N, OUT_H, OUT_W, S·S·C], four channels per vec4f, read here as scalars.
//           Outside the image counts as 0.
// Method    one invocation per output quad.
// Source    Shi et al. 2016, arXiv:1609.05158, section 2.2 (the inverse of the periodic shuffle).

struct Sizes {
  images: u32, in_h: u32, in_w: u32, channels: u32,
  out_h: u32, out_w: u32,
  side: u32,       // S
  padding: u32,    // P
  row: u32,
}

@group(0) @binding(0) var<storage, read>       input:  array<f32>;
@group(0) @binding(1) var<storage, read_write> output: array<vec4f>;
@group(0) @binding(2) var<uniform>             sizes:  Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = id.y * sizes.row + id.x;
  let quads = (sizes.side * sizes.side * sizes.channels + 3u) / 4u;
  let block = at / quads;
  if (block >= sizes.images * sizes.out_h * sizes.out_w) { return; }
  let first = at % quads * 4u;
  output[at] = vec4f(channel(block, first), channel(block, first + 1u), channel(block, first + 2u), channel(block, first + 3u));
}

// One number of a block; behind its last it is 0.
fn channel(block: u32, k: u32) -> f32 {
  let pixel = k / sizes.channels;
  // What lies before the image wraps around to beyond its end.
  let y = block / sizes.out_w % sizes.out_h * sizes.side + pixel / sizes.side - sizes.padding;
  let x = block % sizes.out_w * sizes.side + pixel % sizes.side - sizes.padding;
  let inside = pixel < sizes.side * sizes.side && y < sizes.in_h && x < sizes.in_w;
  let image = block / (sizes.out_w * sizes.out_h);
  let pitch = (sizes.channels + 3u) / 4u * 4u;
  let at = ((image * sizes.in_h + y) * sizes.in_w + x) * pitch + k % sizes.channels;
  return select(0.0, input[select(0u, at, inside)], inside);
}
