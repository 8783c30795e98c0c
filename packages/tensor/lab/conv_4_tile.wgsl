// Rung 4, tile: a tile of the output in registers.
//
//   out[n,y,x,k] = bias[k] + Σ over i,j,c of in[n, y·S + i − top, x·S + j − left, c] · w[i,j,c,k]
//
// Layouts   in: [N, IN_H, IN_W, Cin], w: [K, K, Cin, Cout], bias: [Cout], out: [N, OUT_H, OUT_W, Cout], four channels per vec4f;
//           what is missing to whole quads is 0. Outside of the image all counts as 0.
// Idea      one invocation computes 8 pixels × 8 channels. A weight serves 8 pixels, a pixel 8 channels: 32 + 32 numbers are read
//           for 256 multiply-adds, 0.25 for each. The sums stand in an array, and loops go over it.
// Source    Volkov & Demmel 2008, doi:10.1109/SC.2008.5214359: few threads, each with a tile of the result in registers.

struct Sizes {
  images: u32, in_h: u32, in_w: u32, in_quads: u32,
  out_h: u32, out_w: u32, out_quads: u32,
  kernel_h: u32, kernel_w: u32, stride_h: u32, stride_w: u32, top: u32, left: u32, row: u32,
}

const PIXELS = 8u;      // of an invocation
const CHANNELS = 8u;
const OUTSIDE = 0xffffffffu;

@group(0) @binding(0) var<storage, read>       input:  array<vec4f>;
@group(0) @binding(1) var<storage, read>       weight: array<vec4f>;
@group(0) @binding(2) var<storage, read>       bias:   array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output: array<vec4f>;
@group(0) @binding(4) var<uniform>             sizes:  Sizes;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let k = id.x * 2u;
  let second = min(k + 1u, sizes.out_quads - 1u);    // an odd last quad is computed twice rather than read past
  let first = (id.z * sizes.row + id.y) * PIXELS;
  let count = sizes.images * sizes.out_h * sizes.out_w;
  if (k >= sizes.out_quads || first >= count) { return; }

  var sums: array<mat2x4f, PIXELS>;    // a column a quad of channels
  var begin: array<u32, PIXELS>;
  for (var i = 0u; i < sizes.kernel_h; i++) {
    for (var j = 0u; j < sizes.kernel_w; j++) {
      for (var p = 0u; p < PIXELS; p++) { begin[p] = start(first + p, i, j); }
      for (var c = 0u; c < sizes.in_quads; c++) {
        let at = ((i * sizes.kernel_w + j) * sizes.in_quads + c) * 4u * sizes.out_quads;
        let a = weights(at + k);
        let b = weights(at + second);
        for (var p = 0u; p < PIXELS; p++) {
          let x = select(vec4f(0), input[select(begin[p], 0u, begin[p] == OUTSIDE) + c], begin[p] != OUTSIDE);
          sums[p] += mat2x4f(a * x, b * x);
        }
      }
    }
  }
  for (var p = 0u; p < min(PIXELS, count - first); p++) {
    output[(first + p) * sizes.out_quads + k] = sums[p][0] + bias[k];
    output[(first + p) * sizes.out_quads + second] = sums[p][1] + bias[second];
  }
}

// Where the tap (i, j) of an output pixel begins in the input, or OUTSIDE.
fn start(pixel: u32, i: u32, j: u32) -> u32 {
  let row = pixel / sizes.out_w;
  let y = i32(row % sizes.out_h * sizes.stride_h + i) - i32(sizes.top);
  let x = i32(pixel % sizes.out_w * sizes.stride_w + j) - i32(sizes.left);
  if (row / sizes.out_h >= sizes.images || y < 0 || y >= i32(sizes.in_h) || x < 0 || x >= i32(sizes.in_w)) { return OUTSIDE; }
  return ((row / sizes.out_h * sizes.in_h + u32(y)) * sizes.in_w + u32(x)) * sizes.in_quads;
}

// The weights of four input channels, a column each, × four output channels.
fn weights(at: u32) -> mat4x4f {
  return mat4x4f(weight[at], weight[at + sizes.out_quads], weight[at + 2u * sizes.out_quads], weight[at + 3u * sizes.out_quads]);
}
