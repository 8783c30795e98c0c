// Convolution, as conv.wgsl, for adapters with fast workgroup memory.
//
//   out[n,y,x,k] = bias[k] + scale[k] · Σ over i,j,c of in[n, y·S + i·D − P, x·S + j·D − P, c] · w[i,j,c,k]   + residual, max(·, 0)
//
// Layouts   as conv.wgsl.
// Method    a matrix product [pixels, K·K·Cin] · [K·K·Cin, Cout] that is never laid out: a workgroup computes 64 pixels ×
//           16 channel quads. Tap by tap, sixteen channels at a time, it brings both factors into workgroup memory, one pixel
//           and four weight quads per invocation; each invocation then keeps 8 pixels × 2 quads, see register_tile.wgsl.
// Source    Chetlur et al. 2014, arXiv:1410.0759, section 3.

struct Sizes {
  images: u32, in_h: u32, in_w: u32,
  in_quads: u32,     // ⌈Cin/4⌉
  out_h: u32, out_w: u32,
  out_quads: u32,    // ⌈Cout/4⌉
  kernel_h: u32, kernel_w: u32, stride_h: u32, stride_w: u32, dilation_h: u32, dilation_w: u32,
  top: u32, left: u32,    // padding
  row: u32,          // tiles of 8 pixels along y of the grid
}

override HAS_SCALE: bool;
override HAS_RESIDUAL: bool;
override HAS_RELU: bool;

const DEPTH = 4u;     // quads of input channels brought in at a time
const PIXELS = 64u;   // of a workgroup
const QUADS = 16u;    // of a workgroup

@group(0) @binding(0) var<storage, read>       input:    array<vec4f>;
@group(0) @binding(1) var<storage, read>       weight:   array<vec4f>;
@group(0) @binding(2) var<storage, read>       bias:     array<vec4f>;
@group(0) @binding(3) var<storage, read>       scale:    array<vec4f>;
@group(0) @binding(4) var<storage, read>       residual: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> output:   array<vec4f>;
@group(0) @binding(6) var<uniform>             sizes:    Sizes;

var<workgroup> pixels:  array<vec4f, 256>;    // [DEPTH, PIXELS]
var<workgroup> weights: array<vec4f, 256>;    // [DEPTH, 4, QUADS]

@compute @workgroup_size(8, 8)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u, @builtin(local_invocation_index) lane: u32) {
  let count = sizes.images * sizes.out_h * sizes.out_w;
  let first = group.z * sizes.row * TILE_ROWS + group.y * PIXELS;
  let own = min(first + lane, count - 1u);    // the pixel that this invocation brings in
  let row = own / sizes.out_w;
  let y = i32(row % sizes.out_h * sizes.stride_h) - i32(sizes.top);
  let x = i32(own % sizes.out_w * sizes.stride_w) - i32(sizes.left);
  let start = i32(row / sizes.out_h * sizes.in_h);

  var sums: RegisterTile;
  for (var tap = 0u; tap < sizes.kernel_h * sizes.kernel_w; tap++) {
    let tap_y = y + i32(tap / sizes.kernel_w * sizes.dilation_h);
    let tap_x = x + i32(tap % sizes.kernel_w * sizes.dilation_w);
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
        let p = d * PIXELS + local.y * TILE_ROWS;
        let w = d * PIXELS + local.x * TILE_QUADS;
        let weights_a = mat4x4f(weights[w], weights[w + 16u], weights[w + 32u], weights[w + 48u]);
        let weights_b = mat4x4f(weights[w + 1u], weights[w + 17u], weights[w + 33u], weights[w + 49u]);
        let pixels_p = mat4x4f(pixels[p], pixels[p + 1u], pixels[p + 2u], pixels[p + 3u]);
        let pixels_q = mat4x4f(pixels[p + 4u], pixels[p + 5u], pixels[p + 6u], pixels[p + 7u]);
        multiply_add(&sums, weights_a, weights_b, pixels_p, pixels_q);
      }
      workgroupBarrier();
    }
  }
  store_tile(first + local.y * TILE_ROWS, count, group.x * QUADS + local.x * TILE_QUADS, 1u, sums);
}

fn store(pixel: u32, k: u32, second: u32, a: vec4f, b: vec4f) {
  store_quad(pixel, k, a);
  store_quad(pixel, k + second, b);
}

fn store_quad(pixel: u32, k: u32, sum: vec4f) {
  if (k >= sizes.out_quads) { return; }
  let at = pixel * sizes.out_quads + k;
  var value = sum;
  if (HAS_SCALE) { value *= scale[k]; }
  value += bias[k];
  if (HAS_RESIDUAL) { value += residual[at]; }
  if (HAS_RELU) { value = select(value, vec4f(0), value <= vec4f(0)); }
  output[at] = activate(value);
}
