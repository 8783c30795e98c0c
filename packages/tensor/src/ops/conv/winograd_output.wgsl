// Winograd F(2×2, 3×3), last of three: sixteen sums become a tile of 2×2 pixels.   tile = Aᵀ·m·A,   m[i,j] = in[4i+j]
//                         times scale[k], + bias[k] + residual, then max(·, 0): as in conv.wgsl
//
//   Aᵀ = 1  1  1  0
//        0  1 −1 −1
//
// Layouts   in: [16, tiles, C], bias and scale: [C], residual and out: [N, H, W, C], four channels per vec4f.
// Method    one invocation per tile and quad. Aᵀ goes over each column of m, then over each row of the result.
// Source    Lavin & Gray 2015, arXiv:1509.09308, section 4.1.

struct Sizes {
  images: u32, height: u32, width: u32, quads: u32, tiles_y: u32, tiles_x: u32, row: u32,
  epilogue: u32,    // bit 0: a residual is added; bit 1: negative sums become 0; bit 2: sums are scaled
}

@group(0) @binding(0) var<storage, read>       input:    array<vec4f>;
@group(0) @binding(1) var<storage, read>       bias:     array<vec4f>;
@group(0) @binding(2) var<storage, read>       scale:    array<vec4f>;
@group(0) @binding(3) var<storage, read>       residual: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> output:   array<vec4f>;
@group(0) @binding(5) var<uniform>             sizes:    Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = id.y * sizes.row + id.x;
  let k = at % sizes.quads;
  let tile = at / sizes.quads;
  let tiles = sizes.tiles_y * sizes.tiles_x;
  if (tile >= sizes.images * tiles) { return; }
  let y = tile / tiles * sizes.height + tile % tiles / sizes.tiles_x * 2u;    // rows are counted through images
  let x = tile % sizes.tiles_x * 2u;
  let pitch = sizes.images * tiles * sizes.quads;
  let u0 = column(at, pitch);
  let u1 = column(at + pitch, pitch);
  let u2 = column(at + 2u * pitch, pitch);
  let u3 = column(at + 3u * pitch, pitch);
  store_row(y, x, k, transform(u0[0], u1[0], u2[0], u3[0]));
  if (tile % tiles / sizes.tiles_x * 2u + 1u < sizes.height) {
    store_row(y + 1u, x, k, transform(u0[1], u1[1], u2[1], u3[1]));
  }
}

// Aᵀ · a column of m.
fn column(at: u32, pitch: u32) -> mat2x4f {
  return transform(input[at], input[at + 4u * pitch], input[at + 8u * pitch], input[at + 12u * pitch]);
}

fn transform(a: vec4f, b: vec4f, c: vec4f, d: vec4f) -> mat2x4f {
  return mat2x4f(a + b + c, b - c - d);
}

fn store_row(y: u32, x: u32, k: u32, pixels: mat2x4f) {
  let at = (y * sizes.width + x) * sizes.quads + k;
  store(at, k, pixels[0]);
  if (x + 1u < sizes.width) { store(at + sizes.quads, k, pixels[1]); }
}

fn store(at: u32, k: u32, sum: vec4f) {
  var value = sum;
  if ((sizes.epilogue & 4u) != 0u) { value *= scale[k]; }
  value += bias[k];
  if ((sizes.epilogue & 1u) != 0u) { value += residual[at]; }
  if ((sizes.epilogue & 2u) != 0u) { value = select(value, vec4f(0), value <= vec4f(0)); }
  output[at] = activate(value);
}
