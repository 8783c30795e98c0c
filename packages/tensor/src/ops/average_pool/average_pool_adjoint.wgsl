// Adjoint of average pooling.   out[n,y,x,c] = Σ of g[n,window,c] / size[window] over the windows that have a tap at (y, x)
//
// Layouts   g: [N, OUT_H, OUT_W, C], out: [N, IN_H, IN_W, C], the gradients of its output and image; four channels per vec4f.
//           Sizes as in average_pool.wgsl.
// Method    one invocation per image pixel and channel quad, which visits the windows that contain it: a gather, because
//           WGSL adds no floats atomically.
// Source    torch.nn.AvgPool2d.

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

@group(0) @binding(0) var<storage, read>       gradient: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> output:   array<vec4f>;

/// The first place of a window, along one axis, that reaches `pixel`, counted from the first pixel of the padding.
fn first_window(pixel: u32, kernel: u32, stride: u32, dilation: u32) -> u32 {
  let reach = dilation * (kernel - 1u) + 1u;
  return select(0u, (pixel - reach) / stride + 1u, pixel >= reach);
}

/// How many taps of the window that begins at `start` count, along one axis.
fn counted(start: i32, kernel: u32, dilation: u32, length: u32, after: u32) -> u32 {
  var count = 0u;
  for (var tap = 0u; tap < kernel; tap++) {
    let at = start + i32(tap * dilation);
    count += select(0u, 1u, (at >= 0 && at < i32(length)) || (COUNT_PAD && at < i32(length + after)));
  }
  return count;
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let c = id.x;
  let x = id.y;
  let n = id.z / IN_H;
  let y = id.z % IN_H;
  if (c >= CHANNEL_QUADS || x >= IN_W) { return; }

  var sum = vec4f(0);
  for (var out_y = first_window(y + TOP, KERNEL_H, STRIDE_H, DILATION_H); out_y <= min((y + TOP) / STRIDE_H, OUT_H - 1u); out_y++) {
    if ((y + TOP - out_y * STRIDE_H) % DILATION_H != 0u) { continue; }    // between two taps
    let rows = counted(i32(out_y * STRIDE_H) - i32(TOP), KERNEL_H, DILATION_H, IN_H, BOTTOM);
    for (var out_x = first_window(x + LEFT, KERNEL_W, STRIDE_W, DILATION_W); out_x <= min((x + LEFT) / STRIDE_W, OUT_W - 1u); out_x++) {
      if ((x + LEFT - out_x * STRIDE_W) % DILATION_W != 0u) { continue; }
      let columns = counted(i32(out_x * STRIDE_W) - i32(LEFT), KERNEL_W, DILATION_W, IN_W, RIGHT);
      sum += gradient[((n * OUT_H + out_y) * OUT_W + out_x) * CHANNEL_QUADS + c] / f32(rows * columns);
    }
  }
  output[((n * IN_H + y) * IN_W + x) * CHANNEL_QUADS + c] = sum;
}
