// Adjoint of a grouped convolution with respect to its image.   As conv_adjoint.wgsl, but image channel c hears only
// the Cout/G output channels of its own group.
//
// Layouts   g: [N, OUT_H, OUT_W, Cout], w: [K, K, Cin/G, Cout], scale: [Cout], out: [N, IN_H, IN_W, Cin], rows of channels padded to
//           quads and read here as scalars, because a group may begin anywhere in a quad. Names as in conv_grouped.wgsl.
// Method    one invocation per image pixel and channel, padding lanes included: those are written as 0.
// Source    Xie et al. 2016, arXiv:1611.05431, figure 3c; Dumoulin & Visin 2016, arXiv:1603.07285, chapter 4.

override IN_H: u32;
override IN_W: u32;
override IN_CHANNELS: u32;      // Cin
override IN_PITCH: u32;         // floats from pixel to pixel: ⌈Cin/4⌉·4
override OUT_H: u32;
override OUT_W: u32;
override OUT_PITCH: u32;        // ⌈Cout/4⌉·4
override GROUP_IN: u32;         // Cin/G
override GROUP_IN_PITCH: u32;   // ⌈(Cin/G)/4⌉·4
override GROUP_OUT: u32;        // Cout/G
override KERNEL_H: u32;
override KERNEL_W: u32;
override STRIDE_H: i32;
override STRIDE_W: i32;
override DILATION_H: i32;
override DILATION_W: i32;
override TOP: i32;             // padding
override LEFT: i32;
override HAS_SCALE: bool;

@group(0) @binding(0) var<storage, read>       gradient: array<f32>;
@group(0) @binding(1) var<storage, read>       weight:   array<f32>;
@group(0) @binding(2) var<storage, read>       scale:    array<f32>;
@group(0) @binding(3) var<storage, read_write> output:   array<f32>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let c = id.x;
  let x = id.y;
  let n = id.z / IN_H;
  let y = id.z % IN_H;
  if (c >= IN_PITCH || x >= IN_W) { return; }

  let at = ((n * IN_H + y) * IN_W + x) * IN_PITCH + c;
  if (c >= IN_CHANNELS) { output[at] = 0; return; }
  let first_k = c / GROUP_IN * GROUP_OUT;

  var sum = 0f;
  for (var i = 0u; i < KERNEL_H; i++) {
    let from_y = i32(y) + TOP - i32(i) * DILATION_H;
    if (from_y < 0 || from_y % STRIDE_H != 0 || from_y / STRIDE_H >= i32(OUT_H)) { continue; }
    for (var j = 0u; j < KERNEL_W; j++) {
      let from_x = i32(x) + LEFT - i32(j) * DILATION_W;
      if (from_x < 0 || from_x % STRIDE_W != 0 || from_x / STRIDE_W >= i32(OUT_W)) { continue; }
      let pixel = ((n * OUT_H + u32(from_y / STRIDE_H)) * OUT_W + u32(from_x / STRIDE_W)) * OUT_PITCH + first_k;
      let tap = ((i * KERNEL_W + j) * GROUP_IN_PITCH + c % GROUP_IN) * OUT_PITCH + first_k;
      for (var k = 0u; k < GROUP_OUT; k++) {
        sum += gradient[pixel + k] * select(1, scale[first_k + k], HAS_SCALE) * weight[tap + k];
      }
    }
  }
  output[at] = sum;
}
