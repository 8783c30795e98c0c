// Adjoint of a convolution with respect to its image.
//   out[n,y,x,c] = Σ over i,j,k of g[n, (y + top − i·D)/S, (x + left − j·D)/S, k] · w[i,j,c,k],   where S divides both
//                  fused form: g times scale[k]
//
// Layouts   g: [N, OUT_H, OUT_W, Cout], the gradient of the convolution's output; w: [K, K, Cin, Cout], scale: [Cout];
//           out: [N, IN_H, IN_W, Cin]; four channels per vec4f. Names as in conv.wgsl.
// Method    as conv.wgsl: no barriers, 8 pixels × 2 channel quads, see register_tile.wgsl. Pixels are counted phase by
//           phase, a phase being those that lie S apart: the same taps (i, j) reach all of them.
// Source    Dumoulin & Visin 2016, arXiv:1603.07285, chapter 4 (transposed convolution).

struct Sizes {
  images: u32, in_h: u32, in_w: u32,
  in_quads: u32,     // ⌈Cin/4⌉
  out_h: u32, out_w: u32,
  out_quads: u32,    // ⌈Cout/4⌉
  kernel_h: u32, kernel_w: u32, stride_h: u32, stride_w: u32, dilation_h: u32, dilation_w: u32,
  top: u32, left: u32,    // padding
  row: u32,          // tiles along y of the grid: one axis holds at most 65,535 workgroups
}

override HAS_SCALE: bool;

const OUTSIDE = 0xffffffffu;

@group(0) @binding(0) var<storage, read>       gradient: array<vec4f>;
@group(0) @binding(1) var<storage, read>       weight:   array<vec4f>;
@group(0) @binding(2) var<storage, read>       scale:    array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output:   array<vec4f>;
@group(0) @binding(4) var<uniform>             sizes:    Sizes;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let c = id.x * TILE_QUADS;
  let first = (id.z * sizes.row + id.y) * TILE_ROWS;
  if (c >= sizes.in_quads || first >= pixels()) { return; }
  let second = second_of(c, sizes.in_quads);
  let p = min(vec4u(first) + vec4u(0, 1, 2, 3), vec4u(pixels() - 1u));
  let q = min(vec4u(first) + vec4u(4, 5, 6, 7), vec4u(pixels() - 1u));

  var sums: RegisterTile;
  for (var i = 0u; i < sizes.kernel_h; i++) {
    for (var j = 0u; j < sizes.kernel_w; j++) {
      let from_p = starts(p, i, j);
      let from_q = starts(q, i, j);
      if (all(from_p == vec4u(OUTSIDE)) && all(from_q == vec4u(OUTSIDE))) { continue; }    // another phase's tap
      for (var k = 0u; k < sizes.out_quads; k++) {
        let at = ((i * sizes.kernel_w + j) * sizes.in_quads + c) * 4u * sizes.out_quads + k;
        let pixels_p = mat4x4f(pixel(from_p.x, k), pixel(from_p.y, k), pixel(from_p.z, k), pixel(from_p.w, k));
        let pixels_q = mat4x4f(pixel(from_q.x, k), pixel(from_q.y, k), pixel(from_q.z, k), pixel(from_q.w, k));
        multiply_add(&sums, weights(at), weights(at + second * 4u * sizes.out_quads), pixels_p, pixels_q);
      }
    }
  }
  store_tile(first, pixels(), c, second, sums);
}

// Pixels of all phases; those of a phase that reaches less far are counted, and not stored.
fn pixels() -> u32 {
  let far = vec2u(sizes.in_h + sizes.stride_h - 1u, sizes.in_w + sizes.stride_w - 1u) / vec2u(sizes.stride_h, sizes.stride_w);
  return sizes.stride_h * sizes.stride_w * sizes.images * far.x * far.y;
}

struct Place { image: vec4u, y: vec4u, x: vec4u }

// Phase by phase, image by image, row by row.
fn placed(p: vec4u) -> Place {
  let rows = (sizes.in_h + sizes.stride_h - 1u) / sizes.stride_h;
  let columns = (sizes.in_w + sizes.stride_w - 1u) / sizes.stride_w;
  let phase = p / (columns * rows * sizes.images);
  return Place(
    p / (columns * rows) % sizes.images,
    p / columns % rows * sizes.stride_h + phase / sizes.stride_w,
    p % columns * sizes.stride_w + phase % sizes.stride_w,
  );
}

// Where the tap (i, j) of each pixel begins in the gradient, or OUTSIDE.
fn starts(p: vec4u, i: u32, j: u32) -> vec4u {
  let place = placed(p);
  let y = vec4i(place.y + sizes.top) - i32(i * sizes.dilation_h);
  let x = vec4i(place.x + sizes.left) - i32(j * sizes.dilation_w);
  let stride_h = i32(sizes.stride_h);
  let stride_w = i32(sizes.stride_w);
  let meets = (y >= vec4i(0)) & (x >= vec4i(0)) & (y % stride_h == vec4i(0)) & (x % stride_w == vec4i(0));
  let inside = meets & (y / stride_h < vec4i(i32(sizes.out_h))) & (x / stride_w < vec4i(i32(sizes.out_w)));
  let row = place.image * sizes.out_h + vec4u(y / stride_h);
  return select(vec4u(OUTSIDE), (row * sizes.out_w + vec4u(x / stride_w)) * sizes.out_quads, inside);
}

// The weights of one channel quad of the image × four channels of the gradient.
fn weights(at: u32) -> mat4x4f {
  return transpose(mat4x4f(weight[at], weight[at + sizes.out_quads], weight[at + 2u * sizes.out_quads], weight[at + 3u * sizes.out_quads]));
}

fn pixel(start: u32, k: u32) -> vec4f {
  let value = select(vec4f(0), gradient[select(start, 0u, start == OUTSIDE) + k], start != OUTSIDE);
  if (HAS_SCALE) { return value * scale[k]; }
  return value;
}

fn store(p: u32, c: u32, second: u32, a: vec4f, b: vec4f) {
  let place = placed(vec4u(p));
  if (place.y.x >= sizes.in_h || place.x.x >= sizes.in_w) { return; }
  let at = ((place.image.x * sizes.in_h + place.y.x) * sizes.in_w + place.x.x) * sizes.in_quads + c;
  output[at] = a;
  output[at + second] = b;
}
