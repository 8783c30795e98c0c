// Depthwise convolution.   out[n,y,x,c] = bias[c] + Σ over i,j of in[n, y·S + i·D − top, x·S + j·D − left, c] · w[i,j,c]
//                          fused form as in conv.wgsl
//
// Layouts   in: [N, IN_H, IN_W, C], w: [K, K, 1, C], whose one input channel is padded to four rows, bias and scale: [C],
//           residual and out: [N, OUT_H, OUT_W, C], four channels per vec4f. Outside the image counts as 0.
// Method    one invocation keeps 8 neighbouring pixels of a row × one channel quad: a weight that is read serves 8 pixels. Where
//           stride and dilation are equal, what one pixel reads at a tap the pixel before it reads at the next: it is read once.
// Source    Howard et al. 2017, arXiv:1704.04861, section 3.1.

struct Sizes {
  images: u32, in_h: u32, in_w: u32,
  in_quads: u32,     // ⌈C/4⌉
  out_h: u32, out_w: u32,
  out_quads: u32,    // the same
  kernel_h: u32, kernel_w: u32, stride_h: u32, stride_w: u32, dilation_h: u32, dilation_w: u32,
  top: u32, left: u32,    // padding
  row: u32,          // tiles along y of the grid: one axis holds at most 65,535 workgroups
}

override SHIFTS: bool;    // whether stride and dilation are equal, along a row
override HAS_SCALE: bool;
override HAS_RESIDUAL: bool;
override HAS_RELU: bool;

const TILE_PIXELS = 8u;   // of an invocation

@group(0) @binding(0) var<storage, read>       input:    array<vec4f>;
@group(0) @binding(1) var<storage, read>       weight:   array<vec4f>;
@group(0) @binding(2) var<storage, read>       bias:     array<vec4f>;
@group(0) @binding(3) var<storage, read>       scale:    array<vec4f>;
@group(0) @binding(4) var<storage, read>       residual: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> output:   array<vec4f>;
@group(0) @binding(6) var<uniform>             sizes:    Sizes;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let c = id.x;
  let tile = id.z * sizes.row + id.y;
  let tiles = (sizes.out_w + TILE_PIXELS - 1u) / TILE_PIXELS;    // of a row
  let row = tile / tiles;
  if (c >= sizes.out_quads || row >= sizes.images * sizes.out_h) { return; }
  let first = tile % tiles * TILE_PIXELS;
  let top = i32(row % sizes.out_h * sizes.stride_h) - i32(sizes.top);
  let left = i32(first * sizes.stride_w) - i32(sizes.left);
  let stride = i32(sizes.stride_w);

  var sum_0 = vec4f(0);
  var sum_1 = vec4f(0);
  var sum_2 = vec4f(0);
  var sum_3 = vec4f(0);
  var sum_4 = vec4f(0);
  var sum_5 = vec4f(0);
  var sum_6 = vec4f(0);
  var sum_7 = vec4f(0);
  for (var i = 0u; i < sizes.kernel_h; i++) {
    let y = top + i32(i * sizes.dilation_h);
    if (y < 0 || y >= i32(sizes.in_h)) { continue; }
    let line = (row / sizes.out_h * sizes.in_h + u32(y)) * sizes.in_w;
    var pixel_0 = vec4f(0);
    var pixel_1 = vec4f(0);
    var pixel_2 = vec4f(0);
    var pixel_3 = vec4f(0);
    var pixel_4 = vec4f(0);
    var pixel_5 = vec4f(0);
    var pixel_6 = vec4f(0);
    var pixel_7 = vec4f(0);
    if (SHIFTS) {
      pixel_1 = pixel(line, left, c);
      pixel_2 = pixel(line, left + stride, c);
      pixel_3 = pixel(line, left + 2 * stride, c);
      pixel_4 = pixel(line, left + 3 * stride, c);
      pixel_5 = pixel(line, left + 4 * stride, c);
      pixel_6 = pixel(line, left + 5 * stride, c);
      pixel_7 = pixel(line, left + 6 * stride, c);
    }
    for (var j = 0u; j < sizes.kernel_w; j++) {
      let x = left + i32(j * sizes.dilation_w);
      if (SHIFTS) {
        pixel_0 = pixel_1;
        pixel_1 = pixel_2;
        pixel_2 = pixel_3;
        pixel_3 = pixel_4;
        pixel_4 = pixel_5;
        pixel_5 = pixel_6;
        pixel_6 = pixel_7;
      } else {
        pixel_0 = pixel(line, x, c);
        pixel_1 = pixel(line, x + stride, c);
        pixel_2 = pixel(line, x + 2 * stride, c);
        pixel_3 = pixel(line, x + 3 * stride, c);
        pixel_4 = pixel(line, x + 4 * stride, c);
        pixel_5 = pixel(line, x + 5 * stride, c);
        pixel_6 = pixel(line, x + 6 * stride, c);
      }
      pixel_7 = pixel(line, x + 7 * stride, c);
      let factor = weight[(i * sizes.kernel_w + j) * 4u * sizes.out_quads + c];
      sum_0 += pixel_0 * factor;
      sum_1 += pixel_1 * factor;
      sum_2 += pixel_2 * factor;
      sum_3 += pixel_3 * factor;
      sum_4 += pixel_4 * factor;
      sum_5 += pixel_5 * factor;
      sum_6 += pixel_6 * factor;
      sum_7 += pixel_7 * factor;
    }
  }
  last = Ending(vec4f(1), bias[c]);
  if (HAS_SCALE) { last.scale = scale[c]; }
  store(row, first, c, sum_0);
  store(row, first + 1u, c, sum_1);
  store(row, first + 2u, c, sum_2);
  store(row, first + 3u, c, sum_3);
  store(row, first + 4u, c, sum_4);
  store(row, first + 5u, c, sum_5);
  store(row, first + 6u, c, sum_6);
  store(row, first + 7u, c, sum_7);
}

fn pixel(line: u32, x: i32, c: u32) -> vec4f {
  let inside = x >= 0 && x < i32(sizes.in_w);
  return select(vec4f(0), input[(line + select(0u, u32(x), inside)) * sizes.in_quads + c], inside);
}

fn store(row: u32, x: u32, k: u32, sum: vec4f) {
  if (x < sizes.out_w) { store_quad(row * sizes.out_w + x, k, sum); }
}

// What all pixels' sums are multiplied by, and what is added: read once, as nobody knows that a store leaves them alone.
struct Ending { scale: vec4f, bias: vec4f }

var<private> last: Ending;

fn store_quad(pixel: u32, k: u32, sum: vec4f) {
  let at = pixel * sizes.out_quads + k;
  var value = sum * last.scale + last.bias;
  if (HAS_RESIDUAL) { value += residual[at]; }
  if (HAS_RELU) { value = select(value, vec4f(0), value <= vec4f(0)); }
  output[at] = activate(value);
}
