// Convolution.   out[n,y,x,k] = bias[k] + Σ over i,j,c of in[n, y·S + i·D − P, x·S + j·D − P, c] · w[i,j,c,k]
//                fused form: + residual[n,y,x,k], then max(·, 0)
//
// Layouts   in: [N, IN_H, IN_W, Cin], w: [K, K, Cin, Cout], bias: [Cout], residual and out: [N, OUT_H, OUT_W, Cout],
//           four channels per vec4f. Outside the image counts as 0.
// Method    no barriers: one invocation keeps a register tile of TILE output pixels × 2 channel quads, so that each weight
//           read serves TILE pixels and each pixel read serves 8 channels. Pixels are counted through rows and images
//           alike: a small map, or a batch of them, fills its tiles as well as a large one.
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

const TILE = 7u;    // output pixels: ResNet's maps of 112², 56², 28², 14² and 7² are whole tiles

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

  var left: array<vec4f, TILE>;     // channels of quad k
  var right: array<vec4f, TILE>;    // channels of quad k + second
  var start: array<u32, TILE>;      // where the tap's pixel begins, for each pixel of the tile
  var inside: array<bool, TILE>;    // whether it lies in the image
  for (var i = 0u; i < KERNEL_H; i++) {
    for (var j = 0u; j < KERNEL_W; j++) {
      for (var t = 0u; t < TILE; t++) {
        let pixel = min(first + t, pixels - 1u);
        let y = i32(pixel / OUT_W % OUT_H * STRIDE + i * DILATION) - i32(PADDING);
        let x = i32(pixel % OUT_W * STRIDE + j * DILATION) - i32(PADDING);
        inside[t] = y >= 0 && y < i32(IN_H) && x >= 0 && x < i32(IN_W);
        let row = pixel / (OUT_W * OUT_H) * IN_H + u32(y);
        start[t] = select(0u, (row * IN_W + u32(x)) * IN_QUADS, inside[t]);
      }
      for (var c = 0u; c < IN_QUADS; c++) {
        var w = (((i * KERNEL_W + j) * IN_QUADS + c) * 4u) * OUT_QUADS + k;
        let a0 = weight[w]; let b0 = weight[w + second]; w += OUT_QUADS;
        let a1 = weight[w]; let b1 = weight[w + second]; w += OUT_QUADS;
        let a2 = weight[w]; let b2 = weight[w + second]; w += OUT_QUADS;
        let a3 = weight[w]; let b3 = weight[w + second];
        for (var t = 0u; t < TILE; t++) {
          let v = select(vec4f(0), input[start[t] + c], inside[t]);
          left[t] += v.x * a0 + v.y * a1 + v.z * a2 + v.w * a3;
          right[t] += v.x * b0 + v.y * b1 + v.z * b2 + v.w * b3;
        }
      }
    }
  }

  for (var t = 0u; t < TILE && first + t < pixels; t++) {
    let at = (first + t) * OUT_QUADS + k;
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
