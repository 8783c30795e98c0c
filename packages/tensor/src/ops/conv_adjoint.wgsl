// Adjoint of a convolution with respect to its image.
//   out[n,y,x,c] = Σ over i,j,k of g[n, (y + P − i·D)/S, (x + P − j·D)/S, k] · w[i,j,c,k],   where S divides both
//
// Layouts   g: [N, OUT_H, OUT_W, Cout], the gradient of the convolution's output; w: [K, K, Cin, Cout];
//           out: [N, IN_H, IN_W, Cin]; four channels per vec4f. Names as in conv.wgsl.
// Method    as conv.wgsl: no barriers, a register tile of TILE pixels in one row × 2 channel quads. The pixels of a
//           tile are S apart (one phase of the stride), so that the same taps (i, j) reach all of them.
// Source    Dumoulin & Visin 2016, arXiv:1603.07285, chapter 4 (transposed convolution).

override IN_H: u32;
override IN_W: u32;
override IN_QUADS: u32;     // ⌈Cin/4⌉
override OUT_H: u32;
override OUT_W: u32;
override OUT_QUADS: u32;    // ⌈Cout/4⌉
override KERNEL_H: u32;
override KERNEL_W: u32;
override STRIDE: i32;
override PADDING: i32;
override DILATION: i32;

const TILE = 7u;    // pixels along x, S apart

@group(0) @binding(0) var<storage, read>       gradient: array<vec4f>;
@group(0) @binding(1) var<storage, read>       weight:   array<vec4f>;
@group(0) @binding(2) var<storage, read_write> output:   array<vec4f>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let c = id.x * 2u;
  let phase = id.y % u32(STRIDE);
  let first = id.y / u32(STRIDE) * TILE;
  let first_x = phase + first * u32(STRIDE);
  let n = id.z / IN_H;
  let y = id.z % IN_H;
  if (c >= IN_QUADS || first_x >= IN_W) { return; }
  let second = min(1u, IN_QUADS - 1u - c);    // an odd last quad is computed twice rather than read past

  var left: array<vec4f, TILE>;     // channels of quad c
  var right: array<vec4f, TILE>;    // channels of quad c + second
  for (var i = 0u; i < KERNEL_H; i++) {
    let from_y = i32(y) + PADDING - i32(i) * DILATION;
    if (from_y < 0 || from_y % STRIDE != 0 || from_y / STRIDE >= i32(OUT_H)) { continue; }
    let row = (n * OUT_H + u32(from_y / STRIDE)) * OUT_W;
    for (var j = 0u; j < KERNEL_W; j++) {
      let from_x = i32(phase) + PADDING - i32(j) * DILATION;
      if (from_x % STRIDE != 0) { continue; }
      let x = i32(first) + from_x / STRIDE;
      let taps = ((i * KERNEL_W + j) * IN_QUADS + c) * 4u * OUT_QUADS;
      for (var k = 0u; k < OUT_QUADS; k++) {
        var w = taps + k;
        let a0 = weight[w]; w += OUT_QUADS; let a1 = weight[w]; w += OUT_QUADS;
        let a2 = weight[w]; w += OUT_QUADS; let a3 = weight[w]; w = taps + k + second * 4u * OUT_QUADS;
        let b0 = weight[w]; w += OUT_QUADS; let b1 = weight[w]; w += OUT_QUADS;
        let b2 = weight[w]; w += OUT_QUADS; let b3 = weight[w];
        for (var t = 0u; t < TILE; t++) {
          let tx = x + i32(t);
          let inside = tx >= 0 && tx < i32(OUT_W);
          let g = select(vec4f(0), gradient[(row + u32(select(0, tx, inside))) * OUT_QUADS + k], inside);
          left[t] += vec4f(dot(g, a0), dot(g, a1), dot(g, a2), dot(g, a3));
          right[t] += vec4f(dot(g, b0), dot(g, b1), dot(g, b2), dot(g, b3));
        }
      }
    }
  }

  for (var t = 0u; t < TILE && first_x + t * u32(STRIDE) < IN_W; t++) {
    let at = ((n * IN_H + y) * IN_W + first_x + t * u32(STRIDE)) * IN_QUADS + c;
    output[at] = left[t];
    output[at + second] = select(left[t], right[t], second == 1u);
  }
}
