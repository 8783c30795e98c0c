// The same numbers, row by row, on other axes.   out[i] = in[i], i counting the numbers without the padding
//
// Layouts   in: [..., IN_C], out: [..., OUT_C], four channels per vec4f.
// Method    one invocation per output quad. Where both have whole quads nothing changes place, else lane by lane.

struct Sizes {
  in_channels: u32,
  out_channels: u32,
  quads: u32,           // of out, in all
  row: u32,             // invocations along x
}

@group(0) @binding(0) var<storage, read>       input:  array<vec4f>;
@group(0) @binding(1) var<storage, read_write> output: array<vec4f>;
@group(0) @binding(2) var<uniform>             sizes:  Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = id.y * sizes.row + id.x;
  if (at >= sizes.quads) { return; }
  if ((sizes.in_channels | sizes.out_channels) % 4u == 0u) {
    output[at] = input[at];
    return;
  }
  let out_quads = (sizes.out_channels + 3u) / 4u;
  let in_quads = (sizes.in_channels + 3u) / 4u;
  let first = at % out_quads * 4u;
  var found = vec4f(0);
  for (var lane = 0u; lane < 4u && first + lane < sizes.out_channels; lane++) {
    let i = at / out_quads * sizes.out_channels + first + lane;
    let c = i % sizes.in_channels;
    found[lane] = input[i / sizes.in_channels * in_quads + c / 4u][c % 4u];
  }
  output[at] = found;
}
