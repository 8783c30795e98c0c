// Convolution, as conv.wgsl, for adapters with fast workgroup memory.
//
//   out[n,y,x,k] = bias[k] + Σ over i,j,c of in[n, y·S + i·D − P, x·S + j·D − P, c] · w[i,j,c,k]   + residual, max(·, 0) as in relu.wgsl
//
// Layouts   as conv.wgsl.
// Method    a matrix product [pixels, K·K·Cin] · [K·K·Cin, Cout] that is never laid out: a workgroup computes 64 pixels ×
//           16 channel quads. Tap by tap, sixteen channels at a time, it brings both factors into workgroup memory, one pixel
//           and four weight quads per invocation; each invocation then keeps 8 pixels × 2 quads as four matrices.
// Source    Chetlur et al. 2014, arXiv:1410.0759, section 3.

struct Sizes {
  images: u32, in_h: u32, in_w: u32,
  in_quads: u32,     // ⌈Cin/4⌉
  out_h: u32, out_w: u32,
  out_quads: u32,    // ⌈Cout/4⌉
  kernel_h: u32, kernel_w: u32, stride: u32, padding: u32, dilation: u32,
  row: u32,          // tiles of 8 pixels along y of the grid
}

override HAS_RESIDUAL: bool;
override HAS_RELU: bool;

const TILE_PIXELS = 8u;    // of an invocation
const DEPTH = 4u;     // quads of input channels brought in at a time
const PIXELS = 64u;   // of a workgroup
const QUADS = 16u;    // of a workgroup

@group(0) @binding(0) var<storage, read>       input:    array<vec4f>;
@group(0) @binding(1) var<storage, read>       weight:   array<vec4f>;
@group(0) @binding(2) var<storage, read>       bias:     array<vec4f>;
@group(0) @binding(3) var<storage, read>       residual: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> output:   array<vec4f>;
@group(0) @binding(5) var<uniform>             sizes:    Sizes;

var<workgroup> pixels:  array<vec4f, 256>;    // [DEPTH, PIXELS]
var<workgroup> weights: array<vec4f, 256>;    // [DEPTH, 4, QUADS]

@compute @workgroup_size(8, 8)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u, @builtin(local_invocation_index) lane: u32) {
  let count = sizes.images * sizes.out_h * sizes.out_w;
  let first = group.z * sizes.row * TILE_PIXELS + group.y * PIXELS;
  let own = min(first + lane, count - 1u);    // the pixel that this invocation brings in
  let row = own / sizes.out_w;
  let y = i32(row % sizes.out_h * sizes.stride) - i32(sizes.padding);
  let x = i32(own % sizes.out_w * sizes.stride) - i32(sizes.padding);
  let start = i32(row / sizes.out_h * sizes.in_h);

  var a_p: mat4x4f;    // 4 channels of the first quad × the first four pixels
  var a_q: mat4x4f;
  var b_p: mat4x4f;
  var b_q: mat4x4f;
  for (var tap = 0u; tap < sizes.kernel_h * sizes.kernel_w; tap++) {
    let tap_y = y + i32(tap / sizes.kernel_w * sizes.dilation);
    let tap_x = x + i32(tap % sizes.kernel_w * sizes.dilation);
    let inside = tap_y >= 0 && tap_x >= 0 && tap_y < i32(sizes.in_h) && tap_x < i32(sizes.in_w);
    let at = select(0u, u32((start + tap_y) * i32(sizes.in_w) + tap_x) * sizes.in_quads, inside);
    for (var depth = 0u; depth < sizes.in_quads; depth += DEPTH) {
      for (var d = 0u; d < DEPTH; d++) {
        let c = depth + d;
        let present = c < sizes.in_quads;
        pixels[d * PIXELS + lane] = select(vec4f(0), input[select(0u, at + c, present)], inside && present);
        let k = group.x * QUADS + lane % QUADS;
        let weight_at = ((tap * sizes.in_quads + c) * 4u + lane / QUADS) * sizes.out_quads + k;
        let needed = present && k < sizes.out_quads;
        weights[d * PIXELS + lane] = select(vec4f(0), weight[select(0u, weight_at, needed)], needed);
      }
      workgroupBarrier();
      for (var d = 0u; d < DEPTH; d++) {
        let p = d * PIXELS + local.y * TILE_PIXELS;
        let w = d * PIXELS + local.x * 2u;
        let weights_a = mat4x4f(weights[w], weights[w + 16u], weights[w + 32u], weights[w + 48u]);
        let weights_b = mat4x4f(weights[w + 1u], weights[w + 17u], weights[w + 33u], weights[w + 49u]);
        let pixels_p = mat4x4f(pixels[p], pixels[p + 1u], pixels[p + 2u], pixels[p + 3u]);
        let pixels_q = mat4x4f(pixels[p + 4u], pixels[p + 5u], pixels[p + 6u], pixels[p + 7u]);
        a_p += weights_a * pixels_p;
        a_q += weights_a * pixels_q;
        b_p += weights_b * pixels_p;
        b_q += weights_b * pixels_q;
      }
      workgroupBarrier();
    }
  }
  let k = group.x * QUADS + local.x * 2u;
  let to = first + local.y * TILE_PIXELS;
  store_pixels(to, k, a_p);
  store_pixels(to, k + 1u, b_p);
  store_pixels(to + 4u, k, a_q);
  store_pixels(to + 4u, k + 1u, b_q);
}

// Written out: a matrix that a variable indexes is no longer kept in registers.
fn store_pixels(first: u32, k: u32, sums: mat4x4f) {
  store(first, k, sums[0]);
  store(first + 1u, k, sums[1]);
  store(first + 2u, k, sums[2]);
  store(first + 3u, k, sums[3]);
}

fn store(pixel: u32, k: u32, sum: vec4f) {
  if (pixel >= sizes.images * sizes.out_h * sizes.out_w || k >= sizes.out_quads) { return; }
  let at = pixel * sizes.out_quads + k;
  var value = sum + bias[k];
  if (HAS_RESIDUAL) { value += residual[at]; }
  if (HAS_RELU) { value = select(value, vec4f(0), value <= vec4f(0)); }
  output[at] = value;
}
