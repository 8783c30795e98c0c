// Winograd F(4×4, 3×3) and F(3×3, 4×4), first of three: every 6×6 patch of the image as 36 sums.   out[6i+j] = (Bᵀ·d·B)[i,j]
//
//        4  0 −5  0  1  0
//        0 −4 −4  1  1  0
//   Bᵀ = 0  4 −4 −1  1  0      d: the patch under a tile of m×m output pixels, m pixels apart
//        0 −2 −1  2  1  0
//        0  2 −1 −2  1  0
//        0  4  0 −5  0  1
//
// Layouts   in: [N, H, W, C], out: [36, tiles, C], four channels per vec4f; tiles are counted through rows and images.
//           Outside the image counts as 0.
// Method    one invocation per tile and quad. Bᵀ goes over each column of the patch, then over each row of the result.
// Source    Lavin & Gray 2015, arXiv:1509.09308, section 4.2.

struct Sizes {
  images: u32, height: u32, width: u32, quads: u32, tiles_y: u32, tiles_x: u32, padding: u32, row: u32,
  tile: u32,    // m
}

@group(0) @binding(0) var<storage, read>       input:  array<vec4f>;
@group(0) @binding(1) var<storage, read_write> output: array<vec4f>;
@group(0) @binding(2) var<uniform>             sizes:  Sizes;

struct Six { a: vec4f, b: vec4f, c: vec4f, d: vec4f, e: vec4f, f: vec4f }

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = id.y * sizes.row + id.x;
  let c = at % sizes.quads;
  let tile = at / sizes.quads;
  let tiles = sizes.tiles_y * sizes.tiles_x;
  if (tile >= sizes.images * tiles) { return; }
  let image = tile / tiles;
  let y = i32(tile % tiles / sizes.tiles_x * sizes.tile) - i32(sizes.padding);
  let x = i32(tile % sizes.tiles_x * sizes.tile) - i32(sizes.padding);
  let u0 = column(image, y, x, c);
  let u1 = column(image, y, x + 1, c);
  let u2 = column(image, y, x + 2, c);
  let u3 = column(image, y, x + 3, c);
  let u4 = column(image, y, x + 4, c);
  let u5 = column(image, y, x + 5, c);
  let to = tile * sizes.quads + c;
  store_row(to, 0u, Six(u0.a, u1.a, u2.a, u3.a, u4.a, u5.a));
  store_row(to, 1u, Six(u0.b, u1.b, u2.b, u3.b, u4.b, u5.b));
  store_row(to, 2u, Six(u0.c, u1.c, u2.c, u3.c, u4.c, u5.c));
  store_row(to, 3u, Six(u0.d, u1.d, u2.d, u3.d, u4.d, u5.d));
  store_row(to, 4u, Six(u0.e, u1.e, u2.e, u3.e, u4.e, u5.e));
  store_row(to, 5u, Six(u0.f, u1.f, u2.f, u3.f, u4.f, u5.f));
}

// Bᵀ · six pixels below each other.
fn column(image: u32, y: i32, x: i32, c: u32) -> Six {
  return transform(Six(
    pixel(image, y, x, c), pixel(image, y + 1, x, c), pixel(image, y + 2, x, c),
    pixel(image, y + 3, x, c), pixel(image, y + 4, x, c), pixel(image, y + 5, x, c),
  ));
}

// Bᵀ · d, of four channels at once; rows 1 and 2, 3 and 4 differ in the sign of what is odd.
fn transform(d: Six) -> Six {
  let even_1 = d.e - 4 * d.c;
  let odd_1 = d.d - 4 * d.b;
  let even_2 = d.e - d.c;
  let odd_2 = 2 * (d.d - d.b);
  return Six(4 * d.a - 5 * d.c + d.e, even_1 + odd_1, even_1 - odd_1, even_2 + odd_2, even_2 - odd_2, 4 * d.b - 5 * d.d + d.f);
}

fn store_row(to: u32, i: u32, u: Six) {
  let pitch = sizes.images * sizes.tiles_y * sizes.tiles_x * sizes.quads;
  let at = to + 6u * i * pitch;
  let v = transform(u);
  output[at] = v.a;
  output[at + pitch] = v.b;
  output[at + 2u * pitch] = v.c;
  output[at + 3u * pitch] = v.d;
  output[at + 4u * pitch] = v.e;
  output[at + 5u * pitch] = v.f;
}

fn pixel(image: u32, y: i32, x: i32, c: u32) -> vec4f {
  let inside = y >= 0 && x >= 0 && y < i32(sizes.height) && x < i32(sizes.width);
  let at = ((image * sizes.height + u32(y)) * sizes.width + u32(x)) * sizes.quads + c;
  return select(vec4f(0), input[select(0u, at, inside)], inside);
}
