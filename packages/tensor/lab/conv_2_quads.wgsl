// Rung 2, quads: four channels at a time.
//
//   out[n,y,x,k] = bias[k] + Σ over i,j,c of in[n, y·S + i − top, x·S + j − left, c] · w[i,j,c,k]
//
// Layouts   in: [N, IN_H, IN_W, Cin], w: [K, K, Cin, Cout], bias: [Cout], out: [N, OUT_H, OUT_W, Cout], four channels per vec4f;
//           what is missing to whole quads is 0. Outside of the image all counts as 0.
// Idea      one invocation computes four neighbouring channels of one pixel. A quad of the image serves all four: 4 + 16 numbers
//           are read for 16 multiply-adds, 1.25 for each, and by five instructions in place of 32.

struct Sizes {
  images: u32, in_h: u32, in_w: u32, in_quads: u32,
  out_h: u32, out_w: u32, out_quads: u32,
  kernel_h: u32, kernel_w: u32, stride_h: u32, stride_w: u32, top: u32, left: u32, row: u32,
}

const PIXELS = 1u;      // of an invocation
const CHANNELS = 4u;

@group(0) @binding(0) var<storage, read>       input:  array<vec4f>;
@group(0) @binding(1) var<storage, read>       weight: array<vec4f>;
@group(0) @binding(2) var<storage, read>       bias:   array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output: array<vec4f>;
@group(0) @binding(4) var<uniform>             sizes:  Sizes;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let k = id.x;
  let pixel = id.z * sizes.row + id.y;
  if (k >= sizes.out_quads || pixel >= sizes.images * sizes.out_h * sizes.out_w) { return; }

  let row = pixel / sizes.out_w;
  let first_y = i32(row % sizes.out_h * sizes.stride_h) - i32(sizes.top);
  let first_x = i32(pixel % sizes.out_w * sizes.stride_w) - i32(sizes.left);
  var sum = vec4f(0);
  for (var i = 0u; i < sizes.kernel_h; i++) {
    let y = first_y + i32(i);
    if (y < 0 || y >= i32(sizes.in_h)) { continue; }
    for (var j = 0u; j < sizes.kernel_w; j++) {
      let x = first_x + i32(j);
      if (x < 0 || x >= i32(sizes.in_w)) { continue; }
      let begin = ((row / sizes.out_h * sizes.in_h + u32(y)) * sizes.in_w + u32(x)) * sizes.in_quads;
      for (var c = 0u; c < sizes.in_quads; c++) {
        let at = ((i * sizes.kernel_w + j) * sizes.in_quads + c) * 4u * sizes.out_quads + k;
        sum += weights(at) * input[begin + c];
      }
    }
  }
  output[pixel * sizes.out_quads + k] = sum + bias[k];
}

// The weights of four input channels, a column each, × four output channels.
fn weights(at: u32) -> mat4x4f {
  return mat4x4f(weight[at], weight[at + sizes.out_quads], weight[at + 2u * sizes.out_quads], weight[at + 3u * sizes.out_quads]);
}
