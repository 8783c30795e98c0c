// Max pooling.   out[n,y,x,c] = max over i,j of in[n, y·S + i·D − top, x·S + j·D − left, c]
//
// Layouts   in: [N, IN_H, IN_W, C], out: [N, OUT_H, OUT_W, C], four channels per vec4f.
//           Outside the image counts as −∞.
// Method    one invocation per output pixel and channel quad; the image is the slow part of z.
// Source    He et al. 2015, arXiv:1512.03385, table 1 (3×3, stride 2 after the stem).

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

@group(0) @binding(0) var<storage, read>       input:  array<vec4f>;
@group(0) @binding(1) var<storage, read_write> output: array<vec4f>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let c = id.x;
  let out_x = id.y;
  let n = id.z / OUT_H;
  let out_y = id.z % OUT_H;
  if (c >= CHANNEL_QUADS || out_x >= OUT_W) { return; }

  var best = vec4f(-0x1.fffffep+127f);
  for (var i = 0u; i < KERNEL_H; i++) {
    let y = i32(out_y * STRIDE_H + i * DILATION_H) - i32(TOP);
    if (y < 0 || y >= i32(IN_H)) { continue; }
    for (var j = 0u; j < KERNEL_W; j++) {
      let x = i32(out_x * STRIDE_W + j * DILATION_W) - i32(LEFT);
      if (x < 0 || x >= i32(IN_W)) { continue; }
      let value = input[((n * IN_H + u32(y)) * IN_W + u32(x)) * CHANNEL_QUADS + c];
      best = select(best, value, (value > best) | !(value == value)); // a NaN stays one, as in relu.wgsl
    }
  }
  output[((n * OUT_H + out_y) * OUT_W + out_x) * CHANNEL_QUADS + c] = best;
}
