// Convolution.   out[n,y,x,k] = bias[k] + Σ over i,j,c of in[n, y·S + i·D − top, x·S + j·D − left, c] · w[i,j,c,k]
//                fused form: the sum times scale[k]; + residual[n,y,x,k], then max(·, 0) as in relu.wgsl, or a function of
//                activation_functions.wgsl: `activate` is appended, with f(0) = 0 where there are padding lanes
//
// Layouts   in: [N, IN_H, IN_W, Cin], w: [K, K, Cin, Cout], bias and scale: [Cout], residual and out: [N, OUT_H, OUT_W, Cout],
//           four channels per vec4f. Outside the image counts as 0.
// Method    no barriers: one invocation keeps 8 output pixels × 2 channel quads, see register_tile.wgsl. Pixels are counted
//           through rows and images alike: a small map, or a batch of them, fills its tiles as well as a large one. Lanes that
//           neighbour each other along x are channels, which lie together in memory; or pixels, where channels would leave most lanes idle.
// Source    He et al. 2015, arXiv:1512.03385, table 1.

struct Sizes {
  images: u32, in_h: u32, in_w: u32,
  in_quads: u32,     // ⌈Cin/4⌉
  out_h: u32, out_w: u32,
  out_quads: u32,    // ⌈Cout/4⌉
  kernel_h: u32, kernel_w: u32, stride_h: u32, stride_w: u32, dilation_h: u32, dilation_w: u32,
  top: u32, left: u32,    // padding
  row: u32,          // tiles along y of the grid: one axis holds at most 65,535 workgroups
}

override PIXELS_FIRST: bool;       // whether lanes along x are tiles of pixels, and those along y channels
override REACHES_OUTSIDE: bool;    // whether windows do; without padding none does
override HAS_SCALE: bool;
override HAS_RESIDUAL: bool;
override HAS_RELU: bool;

const OUTSIDE = 0xffffffffu;

@group(0) @binding(0) var<storage, read>       input:    array<vec4f>;
@group(0) @binding(1) var<storage, read>       weight:   array<vec4f>;
@group(0) @binding(2) var<storage, read>       bias:     array<vec4f>;
@group(0) @binding(3) var<storage, read>       scale:    array<vec4f>;
@group(0) @binding(4) var<storage, read>       residual: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> output:   array<vec4f>;
@group(0) @binding(6) var<uniform>             sizes:    Sizes;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let pixels = sizes.images * sizes.out_h * sizes.out_w;
  let lane = select(id.xy, id.yx, PIXELS_FIRST);    // along channels, and along pixels
  let k = lane.x * TILE_QUADS;
  let first = (id.z * sizes.row + lane.y) * TILE_ROWS;
  if (k >= sizes.out_quads || first >= pixels) { return; }
  let second = second_of(k, sizes.out_quads);
  let window_p = windows(min(vec4u(first) + vec4u(0, 1, 2, 3), vec4u(pixels - 1u)));
  let window_q = windows(min(vec4u(first) + vec4u(4, 5, 6, 7), vec4u(pixels - 1u)));

  var sums: RegisterTile;
  for (var i = 0u; i < sizes.kernel_h; i++) {
    for (var j = 0u; j < sizes.kernel_w; j++) {
      let from_p = starts(window_p, i, j);
      let from_q = starts(window_q, i, j);
      for (var c = 0u; c < sizes.in_quads; c++) {
        let at = (((i * sizes.kernel_w + j) * sizes.in_quads + c) * 4u) * sizes.out_quads + k;
        let pixels_p = mat4x4f(pixel(from_p.x, c), pixel(from_p.y, c), pixel(from_p.z, c), pixel(from_p.w, c));
        let pixels_q = mat4x4f(pixel(from_q.x, c), pixel(from_q.y, c), pixel(from_q.z, c), pixel(from_q.w, c));
        multiply_add(&sums, weights(at), weights(at + second), pixels_p, pixels_q);
      }
    }
  }
  ending_a = ending(k);
  ending_b = ending(k + second);
  store_tile(first, pixels, k, second, sums);
}

// Where the windows of four output pixels begin. Found once: divisions are slow.
struct Windows { image: vec4i, y: vec4i, x: vec4i }

fn windows(p: vec4u) -> Windows {
  let row = p / sizes.out_w;
  let y = vec4i(row % sizes.out_h * sizes.stride_h) - i32(sizes.top);
  let x = vec4i(p % sizes.out_w * sizes.stride_w) - i32(sizes.left);
  return Windows(vec4i(row / sizes.out_h), y, x);
}

// Where the tap (i, j) of each pixel begins in the input, or OUTSIDE.
fn starts(window: Windows, i: u32, j: u32) -> vec4u {
  let size = vec2i(i32(sizes.in_h), i32(sizes.in_w));
  let y = window.y + i32(i * sizes.dilation_h);
  let x = window.x + i32(j * sizes.dilation_w);
  let at = vec4u((window.image * size.x + y) * size.y + x) * sizes.in_quads;
  if (!REACHES_OUTSIDE) { return at; }
  let inside = (y >= vec4i(0)) & (y < vec4i(size.x)) & (x >= vec4i(0)) & (x < vec4i(size.y));
  return select(vec4u(OUTSIDE), at, inside);
}

// The weights of four input channels × one output quad.
fn weights(at: u32) -> mat4x4f {
  return mat4x4f(weight[at], weight[at + sizes.out_quads], weight[at + 2u * sizes.out_quads], weight[at + 3u * sizes.out_quads]);
}

fn pixel(start: u32, c: u32) -> vec4f {
  if (!REACHES_OUTSIDE) { return input[start + c]; }
  return select(vec4f(0), input[select(start, 0u, start == OUTSIDE) + c], start != OUTSIDE);
}

// What all pixels' sums of a quad are multiplied by, and what is added: read once, as nobody knows that a store leaves them alone.
struct Ending { scale: vec4f, bias: vec4f }

var<private> ending_a: Ending;
var<private> ending_b: Ending;

fn ending(k: u32) -> Ending {
  if (!HAS_SCALE) { return Ending(vec4f(1), bias[k]); }
  return Ending(scale[k], bias[k]);
}

fn store(pixel: u32, k: u32, second: u32, a: vec4f, b: vec4f) {
  store_quad(pixel, k, a, ending_a);
  store_quad(pixel, k + second, b, ending_b);
}

fn store_quad(pixel: u32, k: u32, sum: vec4f, last: Ending) {
  let at = pixel * sizes.out_quads + k;
  var value = sum * last.scale + last.bias;
  if (HAS_RESIDUAL) { value += residual[at]; }
  if (HAS_RELU) { value = select(value, vec4f(0), value <= vec4f(0)); }
  output[at] = activate(value);
}
