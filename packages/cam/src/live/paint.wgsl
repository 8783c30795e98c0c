// upsample.wgsl, colourise.wgsl and overlay.wgsl in one: a small map's values, painted over the photograph.
//
//   v = Σ over j, i ∈ {0, 1} of b[y, j] · a[x, i] · in[rows[y, j], columns[x, i]]
//   colour = colour_map[floor(255 · v + ½)],   t = strength · colour's alpha
//   out = (photo · (65025 − t) + colour · t + 32512) div 65025
//
// Layouts   values: [map height · map width] float32 0…1; columns: [box width] and rows: [box height] of (index, index, weight,
//           weight); colour_map: [256] RGBA, a u32 each; photo, out: [height, width] RGBA, likewise. Outside the box the
//           photograph stays as it is; its alpha is kept everywhere.
// Method    one invocation per column and RUN rows: a pixel is read and written once, nothing in between is stored, and
//           the two map rows that a run lies between are interpolated once, not at every pixel. Outside the box t = 0,
//           which leaves a level as it is: no branch, one read, one write.
// Source    upsample.ts, colour.ts, overlay.ts.

struct Sizes { width: u32, height: u32, x: u32, y: u32, box_width: u32, box_height: u32, strength: u32, map_width: u32 }

@group(0) @binding(0) var<storage, read>       values:     array<f32>;
@group(0) @binding(1) var<storage, read>       columns:    array<vec4f>;
@group(0) @binding(2) var<storage, read>       rows:       array<vec4f>;
@group(0) @binding(3) var<storage, read>       colour_map: array<u32>;
@group(0) @binding(4) var<storage, read>       photo:      array<u32>;
@group(0) @binding(5) var<storage, read_write> output:     array<u32>;
@group(0) @binding(6) var<uniform>             sizes:      Sizes;

const RUN = 16u;        // rows per invocation
const FULL = 65025u;
const SHIFTS = vec4u(0u, 8u, 16u, 24u);

fn channels(pixel: u32) -> vec4u { return (vec4u(pixel) >> SHIFTS) & vec4u(255u); }

fn along(row: f32, column: vec4f) -> f32 {
  let start = u32(row) * sizes.map_width;
  return values[start + u32(column.x)] * column.z + values[start + u32(column.y)] * column.w;
}

fn painted(under: u32, value: f32, strength: u32) -> u32 {
  let over = channels(colour_map[u32(clamp(floor(255.0 * value + 0.5), 0.0, 255.0))]);
  let t = strength * over.a;
  let mixed = (channels(under) * (FULL - t) + over * t + vec4u(FULL >> 1u)) / vec4u(FULL);
  return mixed.r | (mixed.g << 8u) | (mixed.b << 16u) | (under & 0xff000000u);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= sizes.width) { return; }
  // Left of and above the box the difference wraps around to a number beyond any box.
  let box_x = id.x - sizes.x;
  let column = columns[min(box_x, sizes.box_width - 1u)];
  let strength = select(0u, sizes.strength, box_x < sizes.box_width);
  let end = min((id.y + 1u) * RUN, sizes.height);
  var between = vec2f(-1.0);    // the two map rows of `ends`
  var ends = vec2f();
  for (var y = id.y * RUN; y < end; y++) {
    let box_y = y - sizes.y;
    let row = rows[min(box_y, sizes.box_height - 1u)];
    if (any(row.xy != between)) {
      between = row.xy;
      ends = vec2f(along(row.x, column), along(row.y, column));
    }
    let at = y * sizes.width + id.x;
    let inside = box_y < sizes.box_height;
    output[at] = painted(photo[at], ends.x * row.z + ends.y * row.w, select(0u, strength, inside));
  }
}
