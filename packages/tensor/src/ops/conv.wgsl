// Convolution.   out[n,y,x,k] = bias[k] + Σ over i,j,c of in[n, y·S + i·D − P, x·S + j·D − P, c] · w[i,j,c,k]
//                fused form: + residual[n,y,x,k], then max(·, 0)
//
// Layouts   in: [N, IN_H, IN_W, Cin], w: [K, K, Cin, Cout], bias: [Cout], residual and out: [N, OUT_H, OUT_W, Cout],
//           four channels per vec4f. Outside the image counts as 0.
// Method    no barriers: one invocation keeps a register tile of 8 output pixels × 2 channel quads as four 4×4 matrices,
//           quads of channels × quads of pixels, so that each weight read serves 8 pixels and each pixel read serves 8
//           channels. Pixels are counted through rows and images alike: a small map, or a batch of them, fills its tiles
//           as well as a large one.
// Source    He et al. 2015, arXiv:1512.03385, table 1.

override IMAGES: u32;
override IN_H: u32;
override IN_W: u32;
override IN_QUADS: u32;     // ⌈Cin/4⌉
override OUT_H: u32;
override OUT_W: u32;
override OUT_QUADS: u32;    // ⌈Cout/4⌉
override KERNEL_H: u32;
override KERNEL_W: u32;
override STRIDE: u32;
override PADDING: u32;
override DILATION: u32;
override ROW: u32;          // tiles along y of the grid: one axis holds at most 65,535 workgroups
override HAS_RESIDUAL: bool;
override HAS_RELU: bool;

const TILE = 8u;            // output pixels per invocation
const OUTSIDE = 0xffffffffu;

@group(0) @binding(0) var<storage, read>       input:    array<vec4f>;
@group(0) @binding(1) var<storage, read>       weight:   array<vec4f>;
@group(0) @binding(2) var<storage, read>       bias:     array<vec4f>;
@group(0) @binding(3) var<storage, read>       residual: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> output:   array<vec4f>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let pixels = IMAGES * OUT_H * OUT_W;
  let k = id.x * 2u;
  let first = (id.z * ROW + id.y) * TILE;
  if (k >= OUT_QUADS || first >= pixels) { return; }
  let second = min(1u, OUT_QUADS - 1u - k);    // an odd last quad is computed twice rather than read past
  let p = min(vec4u(first) + vec4u(0, 1, 2, 3), vec4u(pixels - 1u));
  let q = min(vec4u(first) + vec4u(4, 5, 6, 7), vec4u(pixels - 1u));

  var a_p: mat4x4f;    // 4 channels of quad k × pixels p
  var a_q: mat4x4f;
  var b_p: mat4x4f;    // quad k + second
  var b_q: mat4x4f;
  for (var i = 0u; i < KERNEL_H; i++) {
    for (var j = 0u; j < KERNEL_W; j++) {
      let from_p = starts(p, i, j);
      let from_q = starts(q, i, j);
      for (var c = 0u; c < IN_QUADS; c++) {
        let at = (((i * KERNEL_W + j) * IN_QUADS + c) * 4u) * OUT_QUADS + k;
        let a = weights(at);
        let b = weights(at + second);
        let x = mat4x4f(pixel(from_p.x, c), pixel(from_p.y, c), pixel(from_p.z, c), pixel(from_p.w, c));
        let y = mat4x4f(pixel(from_q.x, c), pixel(from_q.y, c), pixel(from_q.z, c), pixel(from_q.w, c));
        a_p += a * x;
        a_q += a * y;
        b_p += b * x;
        b_q += b * y;
      }
    }
  }
  for (var t = 0u; t < 4u; t++) {
    store_pixel(first + t, k, second, a_p[t], b_p[t]);
    store_pixel(first + 4u + t, k, second, a_q[t], b_q[t]);
  }
}

// Where the tap (i, j) of each pixel begins in the input, or OUTSIDE.
fn starts(p: vec4u, i: u32, j: u32) -> vec4u {
  let y = vec4i(p / OUT_W % OUT_H * STRIDE + i * DILATION) - i32(PADDING);
  let x = vec4i(p % OUT_W * STRIDE + j * DILATION) - i32(PADDING);
  let inside = (y >= vec4i(0)) & (y < vec4i(i32(IN_H))) & (x >= vec4i(0)) & (x < vec4i(i32(IN_W)));
  let row = p / (OUT_W * OUT_H) * IN_H + vec4u(y);
  return select(vec4u(OUTSIDE), (row * IN_W + vec4u(x)) * IN_QUADS, inside);
}

// The weights of four input channels × one output quad.
fn weights(at: u32) -> mat4x4f {
  return mat4x4f(weight[at], weight[at + OUT_QUADS], weight[at + 2u * OUT_QUADS], weight[at + 3u * OUT_QUADS]);
}

fn pixel(start: u32, c: u32) -> vec4f {
  return select(vec4f(0), input[select(start, 0u, start == OUTSIDE) + c], start != OUTSIDE);
}

fn store_pixel(at_pixel: u32, k: u32, second: u32, a: vec4f, b: vec4f) {
  if (at_pixel >= IMAGES * OUT_H * OUT_W) { return; }
  let at = at_pixel * OUT_QUADS + k;
  store(at, a + bias[k]);
  store(at + second, select(a, b, second == 1u) + bias[k + second]);
}

fn store(at: u32, sum: vec4f) {
  var value = sum;
  if (HAS_RESIDUAL) { value += residual[at]; }
  if (HAS_RELU) { value = max(value, vec4f(0)); }
  output[at] = value;
}
