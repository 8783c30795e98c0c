// Grouped convolution.   As conv.wgsl, but output channel k sees only the Cin/G input channels of its own group.
//
// Layouts   in: [N, IN_H, IN_W, Cin], w: [K, K, Cin/G, Cout], bias and scale: [Cout], residual and out: [N, OUT_H, OUT_W, Cout],
//           rows of channels padded to quads and read here as scalars, because a group may begin anywhere in a quad.
// Method    one invocation per output pixel and channel, padding lanes included: those are written as 0.
// Source    Xie et al. 2016, arXiv:1611.05431, figure 3c; torch.nn.Conv2d's groups.

override IN_H: u32;
override IN_W: u32;
override IN_PITCH: u32;         // floats from pixel to pixel: ⌈Cin/4⌉·4
override OUT_H: u32;
override OUT_W: u32;
override OUT_CHANNELS: u32;     // Cout
override OUT_PITCH: u32;        // ⌈Cout/4⌉·4
override GROUP_IN: u32;         // Cin/G
override GROUP_IN_PITCH: u32;   // ⌈(Cin/G)/4⌉·4
override GROUP_OUT: u32;        // Cout/G
override KERNEL_H: u32;
override KERNEL_W: u32;
override STRIDE_H: u32;
override STRIDE_W: u32;
override DILATION_H: u32;
override DILATION_W: u32;
override TOP: u32;             // padding
override LEFT: u32;
override HAS_SCALE: bool;
override HAS_RESIDUAL: bool;
override HAS_RELU: bool;

@group(0) @binding(0) var<storage, read>       input:    array<f32>;
@group(0) @binding(1) var<storage, read>       weight:   array<f32>;
@group(0) @binding(2) var<storage, read>       bias:     array<f32>;
@group(0) @binding(3) var<storage, read>       scale:    array<f32>;
@group(0) @binding(4) var<storage, read>       residual: array<f32>;
@group(0) @binding(5) var<storage, read_write> output:   array<f32>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let k = id.x;
  let out_x = id.y;
  let n = id.z / OUT_H;
  let out_y = id.z % OUT_H;
  if (k >= OUT_PITCH || out_x >= OUT_W) { return; }

  let at = ((n * OUT_H + out_y) * OUT_W + out_x) * OUT_PITCH + k;
  if (k >= OUT_CHANNELS) { output[at] = 0; return; }
  let first_c = k / GROUP_OUT * GROUP_IN;

  var sum = 0f;
  for (var i = 0u; i < KERNEL_H; i++) {
    let y = i32(out_y * STRIDE_H + i * DILATION_H) - i32(TOP);
    if (y < 0 || y >= i32(IN_H)) { continue; }
    for (var j = 0u; j < KERNEL_W; j++) {
      let x = i32(out_x * STRIDE_W + j * DILATION_W) - i32(LEFT);
      if (x < 0 || x >= i32(IN_W)) { continue; }
      let pixel = ((n * IN_H + u32(y)) * IN_W + u32(x)) * IN_PITCH + first_c;
      let filter_row = (i * KERNEL_W + j) * GROUP_IN_PITCH * OUT_PITCH + k;
      for (var c = 0u; c < GROUP_IN; c++) {
        sum += input[pixel + c] * weight[filter_row + c * OUT_PITCH];
      }
    }
  }
  if (HAS_SCALE) { sum *= scale[k]; }
  sum += bias[k];
  if (HAS_RESIDUAL) { sum += residual[at]; }
  if (HAS_RELU) { sum = select(sum, 0, sum <= 0); }
  output[at] = activate(vec4f(sum)).x;
}
