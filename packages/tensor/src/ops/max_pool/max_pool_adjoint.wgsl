// Adjoint of max pooling.   out[n,y,x,c] = Σ of g[n,window,c] over the windows whose first maximum is (y, x)
//
// Layouts   g, pooled: [N, OUT_H, OUT_W, C]; image, out: [N, IN_H, IN_W, C]; four channels per vec4f.
//           First means row by row, as in PyTorch: behind a ReLU many windows hold several zeros.
// Method    one invocation per image pixel and channel quad, which visits the windows that contain it: a gather, because
//           WGSL adds no floats atomically. What is before it in a window is read only where it is the maximum.
// Source    torch.nn.MaxPool2d.

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

@group(0) @binding(0) var<storage, read>       gradient: array<vec4f>;
@group(0) @binding(1) var<storage, read>       image:    array<vec4f>;
@group(0) @binding(2) var<storage, read>       pooled:   array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output:   array<vec4f>;

/// The first place of a window, along one axis, that reaches `pixel`, counted from the first pixel of the padding.
fn first_window(pixel: u32, kernel: u32, stride: u32, dilation: u32) -> u32 {
  let reach = dilation * (kernel - 1u) + 1u;
  return select(0u, (pixel - reach) / stride + 1u, pixel >= reach);
}

/// The first of the pixels from `start` on, `dilation` apart, that lies in the image.
fn first_inside(start: i32, dilation: i32) -> u32 {
  return u32(select(start, (start % dilation + dilation) % dilation, start < 0));
}

/// Whether `value` comes up in the window at (out_y, out_x) before (y, x), channel by channel.
fn comes_before(value: vec4f, n: u32, y: u32, x: u32, c: u32, out_y: u32, out_x: u32) -> vec4<bool> {
  let top = first_inside(i32(out_y * STRIDE_H) - i32(TOP), i32(DILATION_H));
  let left = first_inside(i32(out_x * STRIDE_W) - i32(LEFT), i32(DILATION_W));
  let right = min(out_x * STRIDE_W + DILATION_W * (KERNEL_W - 1u) + 1u - LEFT, IN_W);
  var found = vec4<bool>(false);
  for (var v = top; v <= y; v += DILATION_H) {
    for (var u = left; u < select(right, x, v == y); u += DILATION_W) {
      found |= image[((n * IN_H + v) * IN_W + u) * CHANNEL_QUADS + c] == value;
    }
  }
  return found;
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let c = id.x;
  let x = id.y;
  let n = id.z / IN_H;
  let y = id.z % IN_H;
  if (c >= CHANNEL_QUADS || x >= IN_W) { return; }

  let at = ((n * IN_H + y) * IN_W + x) * CHANNEL_QUADS + c;
  let value = image[at];
  var sum = vec4f(0);
  for (var out_y = first_window(y + TOP, KERNEL_H, STRIDE_H, DILATION_H); out_y <= min((y + TOP) / STRIDE_H, OUT_H - 1u); out_y++) {
    if ((y + TOP - out_y * STRIDE_H) % DILATION_H != 0u) { continue; }    // between two taps
    for (var out_x = first_window(x + LEFT, KERNEL_W, STRIDE_W, DILATION_W); out_x <= min((x + LEFT) / STRIDE_W, OUT_W - 1u); out_x++) {
      if ((x + LEFT - out_x * STRIDE_W) % DILATION_W != 0u) { continue; }
      let window = ((n * OUT_H + out_y) * OUT_W + out_x) * CHANNEL_QUADS + c;
      let is_largest = value == pooled[window];
      if (!any(is_largest)) { continue; }
      sum += select(vec4f(0), gradient[window], is_largest & !comes_before(value, n, y, x, c, out_y, out_x));
    }
  }
  output[at] = sum;
}
