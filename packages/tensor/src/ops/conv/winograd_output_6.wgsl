// Winograd F(4×4, 3×3) and F(3×3, 4×4), last of three: 36 sums become a tile of m×m pixels.   tile = Aᵀ·m·A,   m[i,j] = in[6i+j]
//                         times scale[k], + bias[k] + residual, then max(·, 0): as in conv.wgsl
//
//        1  1  1  1  1  0
//   Aᵀ = 0  1 −1  2 −2  0           for m = 3 without the last row, whose 1 is then
//        0  1  1  4  4  0           the last of the row before
//        0  1 −1  8 −8  1
//
// Layouts   in: [36, tiles, C], bias and scale: [C], residual and out: [N, H, W, C], four channels per vec4f.
// Method    one invocation per tile and quad. Aᵀ goes over each column of m, then over each row of the result.
// Source    Lavin & Gray 2015, arXiv:1509.09308, section 4.2.

struct Sizes {
  images: u32, height: u32, width: u32, quads: u32, tiles_y: u32, tiles_x: u32, row: u32,
  epilogue: u32,    // bit 0: a residual is added; bit 1: negative sums become 0; bit 2: sums are scaled
}

override TILE: u32;    // m: 4 or 3

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
  let image = tile / tiles;
  let y = tile % tiles / sizes.tiles_x * TILE;
  let x = tile % sizes.tiles_x * TILE;
  let u0 = column(at, 0u);
  let u1 = column(at, 1u);
  let u2 = column(at, 2u);
  let u3 = column(at, 3u);
  let u4 = column(at, 4u);
  let u5 = column(at, 5u);
  store_row(image, y, x, k, transform(u0[0], u1[0], u2[0], u3[0], u4[0], u5[0]));
  store_row(image, y + 1u, x, k, transform(u0[1], u1[1], u2[1], u3[1], u4[1], u5[1]));
  store_row(image, y + 2u, x, k, transform(u0[2], u1[2], u2[2], u3[2], u4[2], u5[2]));
  if (TILE == 4u) { store_row(image, y + 3u, x, k, transform(u0[3], u1[3], u2[3], u3[3], u4[3], u5[3])); }
}

// Aᵀ · column j of m.
fn column(first: u32, j: u32) -> mat4x4f {
  let pitch = sizes.images * sizes.tiles_y * sizes.tiles_x * sizes.quads;
  let at = first + j * pitch;
  return transform(input[at], input[at + 6u * pitch], input[at + 12u * pitch], input[at + 18u * pitch], input[at + 24u * pitch], input[at + 30u * pitch]);
}

fn transform(a: vec4f, b: vec4f, c: vec4f, d: vec4f, e: vec4f, f: vec4f) -> mat4x4f {
  let even_1 = b + c;
  let odd_1 = b - c;
  let even_2 = d + e;
  let odd_2 = d - e;
  let last = select(f, vec4f(0), TILE == 4u);
  return mat4x4f(a + even_1 + even_2, odd_1 + 2 * odd_2, even_1 + 4 * even_2 + last, odd_1 + 8 * odd_2 + f);
}

fn store_row(image: u32, y: u32, x: u32, k: u32, pixels: mat4x4f) {
  if (y >= sizes.height) { return; }
  let at = ((image * sizes.height + y) * sizes.width + x) * sizes.quads + k;
  store(at, k, pixels[0]);
  if (x + 1u < sizes.width) { store(at + sizes.quads, k, pixels[1]); }
  if (x + 2u < sizes.width) { store(at + 2u * sizes.quads, k, pixels[2]); }
  if (TILE == 4u && x + 3u < sizes.width) { store(at + 3u * sizes.quads, k, pixels[3]); }
}

fn store(at: u32, k: u32, sum: vec4f) {
  var value = sum;
  if ((sizes.epilogue & 4u) != 0u) { value *= scale[k]; }
  value += bias[k];
  if ((sizes.epilogue & 1u) != 0u) { value += residual[at]; }
  if ((sizes.epilogue & 2u) != 0u) { value = select(value, vec4f(0), value <= vec4f(0)); }
  output[at] = activate(value);
}
