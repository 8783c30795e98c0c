// A window of an image, which may reach beyond it.   out[n,y,x,c] = in[n, y + T, x + L, c + B], outside the image V
//
// Layouts   in: [N, IN_H, IN_W, IN_C], out: [N, OUT_H, OUT_W, OUT_C], four channels per vec4f.
// Method    one invocation per output quad. T, L and B may be negative: what lies before the image wraps around to
//           beyond its end. Where B is a multiple of four quads are copied whole, else lane by lane.

struct Sizes {
  in_h: u32, in_w: u32, in_channels: u32,
  out_h: u32, out_w: u32, out_channels: u32,
  top: u32, left: u32, begin: u32,    // T, L, B, modulo 2³²
  value_bits: u32,                    // V
  quads: u32,                         // of out, in all
  row: u32,                           // invocations along x
}

@group(0) @binding(0) var<storage, read>       input:  array<vec4f>;
@group(0) @binding(1) var<storage, read_write> output: array<vec4f>;
@group(0) @binding(2) var<uniform>             sizes:  Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = id.y * sizes.row + id.x;
  if (at >= sizes.quads) { return; }
  let out_quads = (sizes.out_channels + 3u) / 4u;
  let in_quads = (sizes.in_channels + 3u) / 4u;
  let pixel = at / out_quads;
  let first = at % out_quads * 4u;
  let x = pixel % sizes.out_w + sizes.left;
  let y = pixel / sizes.out_w % sizes.out_h + sizes.top;
  let n = pixel / (sizes.out_w * sizes.out_h);
  let inside = y < sizes.in_h && x < sizes.in_w;
  let base = select(0u, ((n * sizes.in_h + y) * sizes.in_w + x) * in_quads, inside);

  let channels = vec4u(first) + vec4u(0u, 1u, 2u, 3u);
  let sources = channels + sizes.begin;
  let known = (sources < vec4u(sizes.in_channels)) & vec4<bool>(inside);
  var found = vec4f(0);
  if (sizes.begin % 4u == 0u) {
    found = input[base + select(0u, sources.x / 4u, known.x)];
  } else {
    for (var lane = 0u; lane < 4u; lane++) {
      if (known[lane]) { found[lane] = input[base + sources[lane] / 4u][sources[lane] % 4u]; }
    }
  }
  let value = select(vec4f(bitcast<f32>(sizes.value_bits)), found, known);
  output[at] = select(vec4f(0), value, channels < vec4u(sizes.out_channels));
}
