// Convolution.   out[n,y,x,k] = bias[k] + Σ over i,j,c of in[n, y·S + i·D − P, x·S + j·D − P, c] · w[i,j,c,k]
//                fused form: + residual[n,y,x,k], then max(·, 0)
//
// Layouts   in: [N, IN_H, IN_W, Cin], w: [K, K, Cin, Cout], bias: [Cout], residual and out: [N, OUT_H, OUT_W, Cout],
//           four channels per vec4f. Outside the image counts as 0.
// Method    no barriers: one invocation keeps a register tile of TILE output pixels in one row × 2 channel
//           quads, so that each weight read serves TILE pixels and each pixel read serves 8 channels.
// Source    He et al. 2015, arXiv:1512.03385, table 1.

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
override HAS_RESIDUAL: bool;
override HAS_RELU: bool;

const TILE = 7u;    // output pixels along x: ResNet's rows of 112, 56, 28, 14 and 7 are whole tiles

@group(0) @binding(0) var<storage, read>       input:    array<vec4f>;
@group(0) @binding(1) var<storage, read>       weight:   array<vec4f>;
@group(0) @binding(2) var<storage, read>       bias:     array<vec4f>;
@group(0) @binding(3) var<storage, read>       residual: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> output:   array<vec4f>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let k = id.x * 2u;
  let first_x = id.y * TILE;
  let n = id.z / OUT_H;
  let out_y = id.z % OUT_H;
  if (k >= OUT_QUADS || first_x >= OUT_W) { return; }
  let second = min(1u, OUT_QUADS - 1u - k);    // an odd last quad is computed twice rather than read past

  var left: array<vec4f, TILE>;     // channels of quad k
  var right: array<vec4f, TILE>;    // channels of quad k + second
  for (var i = 0u; i < KERNEL_H; i++) {
    let y = i32(out_y * STRIDE + i * DILATION) - i32(PADDING);
    if (y < 0 || y >= i32(IN_H)) { continue; }
    for (var j = 0u; j < KERNEL_W; j++) {
      let x = i32(first_x * STRIDE + j * DILATION) - i32(PADDING);
      let row = (n * IN_H + u32(y)) * IN_W;
      for (var c = 0u; c < IN_QUADS; c++) {
        var w = (((i * KERNEL_W + j) * IN_QUADS + c) * 4u) * OUT_QUADS + k;
        let a0 = weight[w]; let b0 = weight[w + second]; w += OUT_QUADS;
        let a1 = weight[w]; let b1 = weight[w + second]; w += OUT_QUADS;
        let a2 = weight[w]; let b2 = weight[w + second]; w += OUT_QUADS;
        let a3 = weight[w]; let b3 = weight[w + second];
        for (var t = 0u; t < TILE; t++) {
          let tx = x + i32(t * STRIDE);
          let inside = tx >= 0 && tx < i32(IN_W);
          let v = select(vec4f(0), input[(row + u32(select(0, tx, inside))) * IN_QUADS + c], inside);
          left[t] += v.x * a0 + v.y * a1 + v.z * a2 + v.w * a3;
          right[t] += v.x * b0 + v.y * b1 + v.z * b2 + v.w * b3;
        }
      }
    }
  }

  for (var t = 0u; t < TILE && first_x + t < OUT_W; t++) {
    let at = ((n * OUT_H + out_y) * OUT_W + first_x + t) * OUT_QUADS + k;
    store(at, left[t] + bias[k]);
    store(at + second, select(left[t], right[t], second == 1u) + bias[k + second]);
  }
}

fn store(at: u32, sum: vec4f) {
  var value = sum;
  if (HAS_RESIDUAL) { value += residual[at]; }
  if (HAS_RELU) { value = max(value, vec4f(0)); }
  output[at] = value;
}
