// Rung 5, matrices: the same tile without an array.
//
//   out[n,y,x,k] = bias[k] + Σ over i,j,c of in[n, y·S + i − top, x·S + j − left, c] · w[i,j,c,k]
//
// Layouts   in: [N, IN_H, IN_W, Cin], w: [K, K, Cin, Cout], bias: [Cout], out: [N, OUT_H, OUT_W, Cout], four channels per vec4f;
//           what is missing to whole quads is 0. Outside of the image all counts as 0.
// Idea      8 pixels × 8 channels, and as many reads, as on rung 4. But an array that a loop indexes may lie in memory; four matrices,
//           quads of channels × quads of pixels, are registers, and a multiply-add of them is one line.

struct Sizes {
  images: u32, in_h: u32, in_w: u32, in_quads: u32,
  out_h: u32, out_w: u32, out_quads: u32,
  kernel_h: u32, kernel_w: u32, stride_h: u32, stride_w: u32, top: u32, left: u32, row: u32,
}

const PIXELS = 8u;      // of an invocation
const CHANNELS = 8u;
const OUTSIDE = 0xffffffffu;

@group(0) @binding(0) var<storage, read>       input:  array<vec4f>;
@group(0) @binding(1) var<storage, read>       weight: array<vec4f>;
@group(0) @binding(2) var<storage, read>       bias:   array<vec4f>;
@group(0) @binding(3) var<storage, read_write> output: array<vec4f>;
@group(0) @binding(4) var<uniform>             sizes:  Sizes;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let k = id.x * 2u;
  let second = min(k + 1u, sizes.out_quads - 1u);    // an odd last quad is computed twice rather than read past
  let first = (id.z * sizes.row + id.y) * PIXELS;
  if (k >= sizes.out_quads || first >= sizes.images * sizes.out_h * sizes.out_w) { return; }

  var a_p = mat4x4f(); var a_q = mat4x4f();    // quad k: pixels 0 … 3, 4 … 7
  var b_p = mat4x4f(); var b_q = mat4x4f();    // the second quad
  for (var i = 0u; i < sizes.kernel_h; i++) {
    for (var j = 0u; j < sizes.kernel_w; j++) {
      let p = starts(first + vec4u(0, 1, 2, 3), i, j);
      let q = starts(first + vec4u(4, 5, 6, 7), i, j);
      for (var c = 0u; c < sizes.in_quads; c++) {
        let at = ((i * sizes.kernel_w + j) * sizes.in_quads + c) * 4u * sizes.out_quads;
        let a = weights(at + k);
        let b = weights(at + second);
        let x_p = mat4x4f(pixel(p.x, c), pixel(p.y, c), pixel(p.z, c), pixel(p.w, c));
        let x_q = mat4x4f(pixel(q.x, c), pixel(q.y, c), pixel(q.z, c), pixel(q.w, c));
        a_p += a * x_p; a_q += a * x_q;
        b_p += b * x_p; b_q += b * x_q;
      }
    }
  }
  // Written out: a matrix that a variable indexes leaves the registers.
  store(first, k, second, a_p[0], b_p[0]); store(first + 1u, k, second, a_p[1], b_p[1]);
  store(first + 2u, k, second, a_p[2], b_p[2]); store(first + 3u, k, second, a_p[3], b_p[3]);
  store(first + 4u, k, second, a_q[0], b_q[0]); store(first + 5u, k, second, a_q[1], b_q[1]);
  store(first + 6u, k, second, a_q[2], b_q[2]); store(first + 7u, k, second, a_q[3], b_q[3]);
}

fn store(pixel: u32, k: u32, second: u32, a: vec4f, b: vec4f) {
  if (pixel >= sizes.images * sizes.out_h * sizes.out_w) { return; }
  output[pixel * sizes.out_quads + k] = a + bias[k];
  output[pixel * sizes.out_quads + second] = b + bias[second];
}

// Where the tap (i, j) of four output pixels begins in the input, or OUTSIDE.
fn starts(pixels: vec4u, i: u32, j: u32) -> vec4u {
  let row = pixels / sizes.out_w;
  let image = row / sizes.out_h;
  let y = vec4i(row % sizes.out_h * sizes.stride_h + i) - i32(sizes.top);
  let x = vec4i(pixels % sizes.out_w * sizes.stride_w + j) - i32(sizes.left);
  let inside = (image < vec4u(sizes.images)) & (y >= vec4i(0)) & (y < vec4i(i32(sizes.in_h))) & (x >= vec4i(0)) & (x < vec4i(i32(sizes.in_w)));
  return select(vec4u(OUTSIDE), ((image * sizes.in_h + vec4u(y)) * sizes.in_w + vec4u(x)) * sizes.in_quads, inside);
}

fn pixel(start: u32, c: u32) -> vec4f {
  return select(vec4f(0), input[select(start, 0u, start == OUTSIDE) + c], start != OUTSIDE);
}

fn weights(at: u32) -> mat4x4f {    // of four input channels, a column each, × four output channels
  return mat4x4f(weight[at], weight[at + sizes.out_quads], weight[at + 2u * sizes.out_quads], weight[at + 3u * sizes.out_quads]);
}
