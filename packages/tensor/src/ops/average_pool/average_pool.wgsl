// Average pooling.   out[n,y,x,c] = 1/size[y,x] · Σ over i,j of in[n, y·S + i·D − top, x·S + j·D − left, c]
//
// Layouts   in: [N, IN_H, IN_W, C], out: [N, OUT_H, OUT_W, C], four channels per vec4f. Outside the image counts as 0.
//           size: taps inside the image, or also those in its padding, where that counts (COUNT_PAD).
// Method    one invocation per output pixel and channel quad; the image is the slow part of z.
// Source    Huang et al. 2017, arXiv:1608.06993, table 1 (2×2, stride 2 between blocks); torch.nn.AvgPool2d.

override IN_H: u32;
override IN_W: u32;
override OUT_H: u32;
override OUT_W: u32;
override CHANNEL_QUADS: u32;
override KERNEL_H: u32;
override KERNEL_W: u32;
override STRIDE_H: u32;
override STRIDE_W: u32;
override DILATION_H: u32;
override DILATION_W: u32;
override TOP: u32;              // padding
override LEFT: u32;
override BOTTOM: u32;
override RIGHT: u32;
override COUNT_PAD: bool;

@group(0) @binding(0) var<storage, read>       input:  array<vec4f>;
@group(0) @binding(1) var<storage, read_write> output: array<vec4f>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let c = id.x;
  let out_x = id.y;
  let n = id.z / OUT_H;
  let out_y = id.z % OUT_H;
  if (c >= CHANNEL_QUADS || out_x >= OUT_W) { return; }

  var sum = vec4f(0);
  var counted = 0u;
  for (var i = 0u; i < KERNEL_H; i++) {
    let y = i32(out_y * STRIDE_H + i * DILATION_H) - i32(TOP);
    for (var j = 0u; j < KERNEL_W; j++) {
      let x = i32(out_x * STRIDE_W + j * DILATION_W) - i32(LEFT);
      let inside = y >= 0 && y < i32(IN_H) && x >= 0 && x < i32(IN_W);
      if (inside) { sum += input[((n * IN_H + u32(y)) * IN_W + u32(x)) * CHANNEL_QUADS + c]; }
      counted += select(0u, 1u, inside || (COUNT_PAD && y < i32(IN_H + BOTTOM) && x < i32(IN_W + RIGHT)));
    }
  }
  output[((n * OUT_H + out_y) * OUT_W + out_x) * CHANNEL_QUADS + c] = sum / f32(counted);
}
