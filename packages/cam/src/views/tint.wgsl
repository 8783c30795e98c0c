// A photograph under a map: a small map's values, enlarged, tint the photograph, with lines at stated levels.
//
//   v = Σ over j, i ∈ {0, 1} of b[y, j] · a[x, i] · in[rows[y, j], columns[x, i]],   level = floor(255 · v + ½)
//   Y = (54·R + 183·G + 19·B + 128) div 256
//   look = dark[level] · (255 − Y) + light[level] · Y
//   out = (photo · 255 · (255 − α) + look · α + 32512) div 65025,   then the lines
//
// Layouts   values: [map height · map width] float32 0…1; columns: [box width] and rows: [box height] of (index, index, weight,
//           weight); tones: [257] of dark and light RGB, a u32 each; geometry: (cells per pixel across, down, width of a line in
//           pixels, 0); photo, out: [height, width] RGBA, a u32 each. Outside the box the tone is the last; the photograph's alpha
//           is kept everywhere.
// Method    one invocation per column and RUN rows: a pixel is read and written once, nothing in between is stored, and the two map
//           rows that a run lies between are interpolated once, not at every pixel, with their slopes.
// Source    tint.ts, contours.ts.

struct Sizes {
  width: u32, height: u32, x: u32, y: u32,
  box_width: u32, box_height: u32, alpha: u32, map_width: u32,
  steps: u32, dash: u32, drawn: u32,
}

@group(0) @binding(0) var<storage, read>       values:   array<f32>;
@group(0) @binding(1) var<storage, read>       columns:  array<vec4f>;
@group(0) @binding(2) var<storage, read>       rows:     array<vec4f>;
@group(0) @binding(3) var<storage, read>       tones:    array<vec2u>;
@group(0) @binding(4) var<storage, read>       geometry: vec4f;
@group(0) @binding(5) var<storage, read>       photo:    array<u32>;
@group(0) @binding(6) var<storage, read_write> output:   array<u32>;
@group(0) @binding(7) var<uniform>             sizes:    Sizes;

const RUN = 16u;        // rows per invocation
const FULL = 65025u;
const UNSEEN = 256u;
const SIGNED = 8u;      // steps
const SHIFTS = vec4u(0u, 8u, 16u, 24u);
const CORE = 0.55;      // half widths of the light line and the dark one, in widths of a line
const EDGE = 1.25;
const EDGE_STRENGTH = 0.55;

fn channels(pixel: u32) -> vec4u { return (vec4u(pixel) >> SHIFTS) & vec4u(255u); }

/// A map row at a column, and how much it rises there from one map column to the next.
fn along(row: f32, column: vec4f) -> vec2f {
  let start = u32(row) * sizes.map_width;
  let left = values[start + u32(column.x)];
  let right = values[start + u32(column.y)];
  return vec2f(left * column.z + right * column.w, right - left);
}

fn tinted(under: vec4u, tone: u32) -> vec4u {
  let lightness = (54u * under.r + 183u * under.g + 19u * under.b + 128u) >> 8u;
  let look = channels(tones[tone].x) * (255u - lightness) + channels(tones[tone].y) * lightness;
  return (under * (255u * (255u - sizes.alpha)) + look * sizes.alpha + vec4u(FULL >> 1u)) / vec4u(FULL);
}

/// How much of a pixel the dark line and the light one cover, as levels.
fn line_levels(value: f32, slope: vec2f, at: vec2u) -> vec2u {
  let step = floor(value * f32(sizes.steps) + 0.5);
  let twice = i32(2.0 * step) - i32(sizes.steps);       // below 0: against, where values are signed
  let is_signed = sizes.steps == SIGNED;
  let away = abs(value - step / f32(sizes.steps));
  let steep = length(slope);
  let width = geometry.z;
  let none = step <= 0.0 || step >= f32(sizes.steps) || (is_signed && twice == 0) || away >= (EDGE * width + 0.5) * steep;
  let position = select(at.x, at.y, abs(slope.x) > abs(slope.y));
  if (none || (is_signed && twice < 0 && position % sizes.dash >= sizes.drawn)) { return vec2u(0u); }
  let within = clamp(vec2f(EDGE, CORE) * width + 0.5 - away / steep, vec2f(0.0), vec2f(1.0));
  return vec2u(floor(f32(sizes.alpha) * vec2f(EDGE_STRENGTH, 1.0) * within + 0.5));
}

fn inked(pixel: vec4u, levels: vec2u) -> vec4u {
  let darkened = (pixel * (255u - levels.x) + vec4u(127u)) / vec4u(255u);
  return (darkened * (255u - levels.y) + vec4u(255u * levels.y + 127u)) / vec4u(255u);
}

fn packed(colour: vec4u, under: u32) -> u32 {
  return colour.r | (colour.g << 8u) | (colour.b << 16u) | (under & 0xff000000u);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= sizes.width) { return; }
  // Left of and above the box the difference wraps around to a number beyond any box.
  let box_x = id.x - sizes.x;
  let column = columns[min(box_x, sizes.box_width - 1u)];
  let end = min((id.y + 1u) * RUN, sizes.height);
  var between = vec2f(-1.0);    // the two map rows of `upper` and `lower`
  var upper = vec2f();
  var lower = vec2f();
  for (var y = id.y * RUN; y < end; y++) {
    let at = y * sizes.width + id.x;
    let under = photo[at];
    let box_y = y - sizes.y;
    if (box_x >= sizes.box_width || box_y >= sizes.box_height) {
      output[at] = packed(tinted(channels(under), UNSEEN), under);
      continue;
    }
    let row = rows[box_y];
    if (any(row.xy != between)) {
      between = row.xy;
      upper = along(row.x, column);
      lower = along(row.y, column);
    }
    let mixed = upper * row.z + lower * row.w;
    var colour = tinted(channels(under), u32(clamp(floor(255.0 * mixed.x + 0.5), 0.0, 255.0)));
    if (sizes.steps > 0u) {
      let slope = vec2f(mixed.y, lower.x - upper.x) * geometry.xy;
      colour = inked(colour, line_levels(mixed.x, slope, vec2u(id.x, y)));
    }
    output[at] = packed(colour, under);
  }
}
