// Adjoint of average pooling.   out[n,y,x,c] = 1/K² · Σ of g[n,window,c] over the windows that contain (y, x)
//
// Layouts   g: [N, OUT_H, OUT_W, C], the gradient of the pooling's output; out: [N, IN_H, IN_W, C]; four channels per vec4f.
//           What fell on the padding is lost: it counted as a sample, so the division is by K² at the border too.
// Method    one invocation per image pixel and channel quad; the image is the slow part of z.
// Source    torch.nn.AvgPool2d.

override IN_H: u32;
override IN_W: u32;
override OUT_H: u32;
override OUT_W: u32;
override CHANNEL_QUADS: u32;
override KERNEL: u32;
override STRIDE: u32;
override PADDING: u32;

@group(0) @binding(0) var<storage, read>       gradient: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> output:   array<vec4f>;

/// The first place of the window, along one axis, that reaches `pixel`.
fn first_window(pixel: u32) -> u32 {
  return select(0u, (pixel + PADDING - KERNEL) / STRIDE + 1u, pixel + PADDING >= KERNEL);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let c = id.x;
  let x = id.y;
  let n = id.z / IN_H;
  let y = id.z % IN_H;
  if (c >= CHANNEL_QUADS || x >= IN_W) { return; }

  var sum = vec4f(0);
  for (var out_y = first_window(y); out_y <= min((y + PADDING) / STRIDE, OUT_H - 1u); out_y++) {
    for (var out_x = first_window(x); out_x <= min((x + PADDING) / STRIDE, OUT_W - 1u); out_x++) {
      sum += gradient[((n * OUT_H + out_y) * OUT_W + out_x) * CHANNEL_QUADS + c];
    }
  }
  output[((n * IN_H + y) * IN_W + x) * CHANNEL_QUADS + c] = sum / f32(KERNEL * KERNEL);
}
