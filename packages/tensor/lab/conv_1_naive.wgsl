// Rung 1, naive: a convolution as it is written down.
//
//   out[n,y,x,k] = bias[k] + Σ over i,j,c of in[n, y·S + i − top, x·S + j − left, c] · w[i,j,c,k]
//
// Layouts   in: [N, IN_H, IN_W, Cin], w: [K, K, Cin, Cout], bias: [Cout], out: [N, OUT_H, OUT_W, Cout]. Every row of channels is
//           filled up with zeros to whole quads, Cin in the weights too. Outside of the image all counts as 0.
// Idea      one invocation computes one number of the output. For each product it reads a number of the image and a weight:
//           two reads for one multiply-add, and what it reads it reads for nobody else.

struct Sizes {
  images: u32, in_h: u32, in_w: u32, in_quads: u32,    // quads: ⌈Cin/4⌉
  out_h: u32, out_w: u32, out_quads: u32,
  kernel_h: u32, kernel_w: u32, stride_h: u32, stride_w: u32, top: u32, left: u32,
  row: u32,    // tiles along y of the grid: one axis holds at most 65,535 workgroups
}

const PIXELS = 1u;      // of an invocation
const CHANNELS = 1u;

@group(0) @binding(0) var<storage, read>       input:  array<f32>;
@group(0) @binding(1) var<storage, read>       weight: array<f32>;
@group(0) @binding(2) var<storage, read>       bias:   array<f32>;
@group(0) @binding(3) var<storage, read_write> output: array<f32>;
@group(0) @binding(4) var<uniform>             sizes:  Sizes;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let k = id.x;
  let pixel = id.z * sizes.row + id.y;    // counted through rows and images
  let in_pitch = sizes.in_quads * 4u;     // numbers from pixel to pixel
  let out_pitch = sizes.out_quads * 4u;
  if (k >= out_pitch || pixel >= sizes.images * sizes.out_h * sizes.out_w) { return; }

  let row = pixel / sizes.out_w;
  let first_y = i32(row % sizes.out_h * sizes.stride_h) - i32(sizes.top);
  let first_x = i32(pixel % sizes.out_w * sizes.stride_w) - i32(sizes.left);
  var sum = 0f;
  for (var i = 0u; i < sizes.kernel_h; i++) {
    let y = first_y + i32(i);
    if (y < 0 || y >= i32(sizes.in_h)) { continue; }
    for (var j = 0u; j < sizes.kernel_w; j++) {
      let x = first_x + i32(j);
      if (x < 0 || x >= i32(sizes.in_w)) { continue; }
      let begin = ((row / sizes.out_h * sizes.in_h + u32(y)) * sizes.in_w + u32(x)) * in_pitch;
      let taps = (i * sizes.kernel_w + j) * in_pitch * out_pitch + k;
      for (var c = 0u; c < in_pitch; c++) {
        sum += input[begin + c] * weight[taps + c * out_pitch];
      }
    }
  }
  output[pixel * out_pitch + k] = sum + bias[k];
}
