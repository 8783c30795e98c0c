// Average pooling.   out[n,y,x,c] = 1/K² · Σ over i,j of in[n, y·S + i − P, x·S + j − P, c]
//
// Layouts   in: [N, IN_H, IN_W, C], out: [N, OUT_H, OUT_W, C], four channels per vec4f.
//           Outside the image counts as 0, and as a sample (PyTorch's count_include_pad).
// Method    one invocation per output pixel and channel quad; the image is the slow part of z.
// Source    torch.nn.AvgPool2d.

override IN_H: u32;
override IN_W: u32;
override OUT_H: u32;
override OUT_W: u32;
override CHANNEL_QUADS: u32;
override KERNEL: u32;
override STRIDE: u32;
override PADDING: u32;

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
  for (var i = 0u; i < KERNEL; i++) {
    let y = i32(out_y * STRIDE + i) - i32(PADDING);
    if (y < 0 || y >= i32(IN_H)) { continue; }
    for (var j = 0u; j < KERNEL; j++) {
      let x = i32(out_x * STRIDE + j) - i32(PADDING);
      if (x < 0 || x >= i32(IN_W)) { continue; }
      sum += input[((n * IN_H + u32(y)) * IN_W + u32(x)) * CHANNEL_QUADS + c];
    }
  }
  output[((n * OUT_H + out_y) * OUT_W + out_x) * CHANNEL_QUADS + c] = sum / f32(KERNEL * KERNEL);
}
