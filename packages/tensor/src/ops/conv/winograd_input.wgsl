// Winograd F(2×2, 3×3), first of three: every 4×4 patch of the image as 16 sums.   out[4i+j] = (Bᵀ·d·B)[i,j]
//
//        1  0 −1  0
//   Bᵀ = 0  1  1  0      d: the patch under a tile of 2×2 output pixels, two pixels apart
//        0 −1  1  0
//        0  1  0 −1
//
// Layouts   in: [N, H, W, C], out: [16, tiles, C], four channels per vec4f; tiles are counted through rows and images.
//           Outside the image counts as 0.
// Method    one invocation per tile and quad. Bᵀ goes over each column of the patch, then over each row of the result.
// Source    Lavin & Gray 2015, arXiv:1509.09308, section 4.1.

struct Sizes { images: u32, height: u32, width: u32, quads: u32, tiles_y: u32, tiles_x: u32, padding: u32, row: u32 }

@group(0) @binding(0) var<storage, read>       input:  array<vec4f>;
@group(0) @binding(1) var<storage, read_write> output: array<vec4f>;
@group(0) @binding(2) var<uniform>             sizes:  Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = id.y * sizes.row + id.x;
  let c = at % sizes.quads;
  let tile = at / sizes.quads;
  let tiles = sizes.tiles_y * sizes.tiles_x;
  if (tile >= sizes.images * tiles) { return; }
  let image = tile / tiles;
  let y = i32(tile % tiles / sizes.tiles_x * 2u) - i32(sizes.padding);
  let x = i32(tile % sizes.tiles_x * 2u) - i32(sizes.padding);
  let u0 = column(image, y, x, c);
  let u1 = column(image, y, x + 1, c);
  let u2 = column(image, y, x + 2, c);
  let u3 = column(image, y, x + 3, c);
  let pitch = sizes.images * tiles * sizes.quads;
  let to = tile * sizes.quads + c;
  store_row(to, pitch, mat4x4f(u0[0], u1[0], u2[0], u3[0]));
  store_row(to + 4u * pitch, pitch, mat4x4f(u0[1], u1[1], u2[1], u3[1]));
  store_row(to + 8u * pitch, pitch, mat4x4f(u0[2], u1[2], u2[2], u3[2]));
  store_row(to + 12u * pitch, pitch, mat4x4f(u0[3], u1[3], u2[3], u3[3]));
}

// Bᵀ · four pixels below each other.
fn column(image: u32, y: i32, x: i32, c: u32) -> mat4x4f {
  return transform(mat4x4f(pixel(image, y, x, c), pixel(image, y + 1, x, c), pixel(image, y + 2, x, c), pixel(image, y + 3, x, c)));
}

// Bᵀ · d, of four quads of channels at once.
fn transform(d: mat4x4f) -> mat4x4f {
  return mat4x4f(d[0] - d[2], d[1] + d[2], d[2] - d[1], d[1] - d[3]);
}

fn store_row(to: u32, pitch: u32, u: mat4x4f) {
  let v = transform(u);
  output[to] = v[0];
  output[to + pitch] = v[1];
  output[to + 2u * pitch] = v[2];
  output[to + 3u * pitch] = v[3];
}

fn pixel(image: u32, y: i32, x: i32, c: u32) -> vec4f {
  let inside = y >= 0 && x >= 0 && y < i32(sizes.height) && x < i32(sizes.width);
  let at = ((image * sizes.height + u32(y)) * sizes.width + u32(x)) * sizes.quads + c;
  return select(vec4f(0), input[select(0u, at, inside)], inside);
}
