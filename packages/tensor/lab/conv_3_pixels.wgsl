// Rung 3, pixels: weights that are read serve four pixels.
//
//   out[n,y,x,k] = bias[k] + Σ over i,j,c of in[n, y·S + i − top, x·S + j − left, c] · w[i,j,c,k]
//
// Layouts   in: [N, IN_H, IN_W, Cin], w: [K, K, Cin, Cout], bias: [Cout], out: [N, OUT_H, OUT_W, Cout], four channels per vec4f;
//           what is missing to whole quads is 0. Outside of the image all counts as 0.
// Idea      one invocation computes a quad of channels of four pixels in a row, counted through rows and images. The same 16
//           weights are multiplied by four quads of the image: 16 + 16 numbers for 64 multiply-adds, 0.5 for each.

struct Sizes {
  images: u32, in_h: u32, in_w: u32, in_quads: u32,
  out_h: u32, out_w: u32, out_quads: u32,
  kernel_h: u32, kernel_w: u32, stride_h: u32, stride_w: u32, top: u32, left: u32, row: u32,
}

const PIXELS = 4u;      // of an invocation
const CHANNELS = 4u;
const OUTSIDE = 0xffffffffu;

@group(0) @binding(0) var<storage, read>       input:  array<vec4f>;
@group(0) @binding(1) var<storage, read>       weight: array<vec4f>;
@group(0) @binding(2) var<storage, read>       bias:   array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output: array<vec4f>;
@group(0) @binding(4) var<uniform>             sizes:  Sizes;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let k = id.x;
  let first = (id.z * sizes.row + id.y) * PIXELS;
  let count = sizes.images * sizes.out_h * sizes.out_w;
  if (k >= sizes.out_quads || first >= count) { return; }

  var sums = mat4x4f();    // a column a pixel
  for (var i = 0u; i < sizes.kernel_h; i++) {
    for (var j = 0u; j < sizes.kernel_w; j++) {
      let begin = vec4u(start(first, i, j), start(first + 1u, i, j), start(first + 2u, i, j), start(first + 3u, i, j));
      for (var c = 0u; c < sizes.in_quads; c++) {
        let at = ((i * sizes.kernel_w + j) * sizes.in_quads + c) * 4u * sizes.out_quads + k;
        sums += weights(at) * mat4x4f(pixel(begin.x, c), pixel(begin.y, c), pixel(begin.z, c), pixel(begin.w, c));
      }
    }
  }
  for (var p = 0u; p < min(PIXELS, count - first); p++) { output[(first + p) * sizes.out_quads + k] = sums[p] + bias[k]; }
}

// Where the tap (i, j) of an output pixel begins in the input, or OUTSIDE.
fn start(pixel: u32, i: u32, j: u32) -> u32 {
  let row = pixel / sizes.out_w;
  let y = i32(row % sizes.out_h * sizes.stride_h + i) - i32(sizes.top);
  let x = i32(pixel % sizes.out_w * sizes.stride_w + j) - i32(sizes.left);
  if (row / sizes.out_h >= sizes.images || y < 0 || y >= i32(sizes.in_h) || x < 0 || x >= i32(sizes.in_w)) { return OUTSIDE; }
  return ((row / sizes.out_h * sizes.in_h + u32(y)) * sizes.in_w + u32(x)) * sizes.in_quads;
}

fn pixel(start: u32, c: u32) -> vec4f {
  return select(vec4f(0), input[select(start, 0u, start == OUTSIDE) + c], start != OUTSIDE);
}

// The weights of four input channels, a column each, × four output channels.
fn weights(at: u32) -> mat4x4f {
  return mat4x4f(weight[at], weight[at + sizes.out_quads], weight[at + 2u * sizes.out_quads], weight[at + 3u * sizes.out_quads]);
}
