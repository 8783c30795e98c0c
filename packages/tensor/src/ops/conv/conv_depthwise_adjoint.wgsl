// Adjoint of a depthwise convolution with respect to its image.
//   out[n,y,x,c] = scale[c] · Σ over i,j of g[n, (y + top − i·D)/S, (x + left − j·D)/S, c] · w[i,j,c],   where S divides both
//
// Layouts   g: [N, OUT_H, OUT_W, C], the gradient of the convolution's output; w: [K, K, 1, C], scale: [C], out: [N, IN_H, IN_W, C];
//           four channels per vec4f. Names as in conv_depthwise.wgsl.
// Method    one invocation keeps 4 pixels of a row × one channel quad. The pixels lie S apart: the same taps reach all of them, and
//           what they read there are neighbours. Where stride and dilation are equal it is read once, as in conv_depthwise.wgsl.
// Source    Howard et al. 2017, arXiv:1704.04861, section 3.1; Dumoulin & Visin 2016, arXiv:1603.07285, chapter 4.

struct Sizes {
  images: u32, in_h: u32, in_w: u32,
  in_quads: u32,     // ⌈C/4⌉
  out_h: u32, out_w: u32,
  out_quads: u32,    // the same
  kernel_h: u32, kernel_w: u32, stride_h: u32, stride_w: u32, dilation_h: u32, dilation_w: u32,
  top: u32, left: u32,    // padding
  row: u32,          // tiles along y of the grid: one axis holds at most 65,535 workgroups
}

override SHIFTS: bool;    // whether stride and dilation are equal, along a row
override HAS_SCALE: bool;

const TILE_PIXELS = 4u;   // of an invocation

@group(0) @binding(0) var<storage, read>       gradient: array<vec4f>;
@group(0) @binding(1) var<storage, read>       weight:   array<vec4f>;
@group(0) @binding(2) var<storage, read>       scale:    array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output:   array<vec4f>;
@group(0) @binding(4) var<uniform>             sizes:    Sizes;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let c = id.x;
  let tile = id.z * sizes.row + id.y;
  let span = sizes.stride_w * TILE_PIXELS;    // tiles of S phases lie in the same pixels
  let tiles = (sizes.in_w + span - 1u) / span * sizes.stride_w;    // of a row
  let row = tile / tiles;
  if (c >= sizes.in_quads || row >= sizes.images * sizes.in_h) { return; }
  let first = tile % tiles / sizes.stride_w * span + tile % sizes.stride_w;
  let bottom = i32(row % sizes.in_h + sizes.top);
  let right = i32(first + sizes.left);
  let stride_h = i32(sizes.stride_h);
  let stride = i32(sizes.stride_w);

  var sum_0 = vec4f(0);
  var sum_1 = vec4f(0);
  var sum_2 = vec4f(0);
  var sum_3 = vec4f(0);
  for (var i = 0u; i < sizes.kernel_h; i++) {
    let y = bottom - i32(i * sizes.dilation_h);
    if (y < 0 || y % stride_h != 0 || y / stride_h >= i32(sizes.out_h)) { continue; }
    let line = (row / sizes.in_h * sizes.out_h + u32(y / stride_h)) * sizes.out_w;
    var pixel_0 = vec4f(0);
    var pixel_1 = vec4f(0);
    var pixel_2 = vec4f(0);
    var pixel_3 = vec4f(0);
    if (SHIFTS) {
      pixel_0 = pixel(line, right / stride + 1, c);
      pixel_1 = pixel(line, right / stride + 2, c);
      pixel_2 = pixel(line, right / stride + 3, c);
    }
    for (var j = 0u; j < sizes.kernel_w; j++) {
      let reach = right - i32(j * sizes.dilation_w);
      if (reach % stride != 0) { continue; }    // another phase's tap
      let x = reach / stride;
      if (SHIFTS) {
        pixel_3 = pixel_2;
        pixel_2 = pixel_1;
        pixel_1 = pixel_0;
      } else {
        pixel_1 = pixel(line, x + 1, c);
        pixel_2 = pixel(line, x + 2, c);
        pixel_3 = pixel(line, x + 3, c);
      }
      pixel_0 = pixel(line, x, c);
      let factor = weight[(i * sizes.kernel_w + j) * 4u * sizes.in_quads + c];
      sum_0 += pixel_0 * factor;
      sum_1 += pixel_1 * factor;
      sum_2 += pixel_2 * factor;
      sum_3 += pixel_3 * factor;
    }
  }
  store(row, first, c, sum_0);
  store(row, first + sizes.stride_w, c, sum_1);
  store(row, first + 2u * sizes.stride_w, c, sum_2);
  store(row, first + 3u * sizes.stride_w, c, sum_3);
}

fn pixel(line: u32, x: i32, c: u32) -> vec4f {
  let inside = x >= 0 && x < i32(sizes.out_w);
  return select(vec4f(0), gradient[(line + select(0u, u32(x), inside)) * sizes.out_quads + c], inside);
}

fn store(row: u32, x: u32, c: u32, sum: vec4f) {
  if (x >= sizes.in_w) { return; }
  let at = (row * sizes.in_w + x) * sizes.in_quads + c;
  if (HAS_SCALE) { output[at] = sum * scale[c]; } else { output[at] = sum; }
}
