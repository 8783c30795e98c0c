// The numbers of every image in another order.   out[n, i] = in[n, Σ index(i)·step], i counting the numbers without the padding
//
// Layouts   in: [N, ..., IN_C], out: [N, ..., OUT_C], four channels per vec4f. An image's numbers are counted along six axes, the last of
//           which is the innermost; `step` is how far apart an axis' numbers lie in the input.
// Method    one invocation per output quad, lane by lane.

struct Sizes {
  count: u32,           // numbers of an image
  in_channels: u32,
  out_channels: u32,
  quads: u32,           // of out, in all
  row: u32,             // invocations along x
  length0: u32,
  length1: u32,
  length2: u32,
  length3: u32,
  length4: u32,
  length5: u32,
  step0: u32,
  step1: u32,
  step2: u32,
  step3: u32,
  step4: u32,
  step5: u32,
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
  let first = at % out_quads * 4u;
  var found = vec4f(0);
  for (var lane = 0u; lane < 4u && first + lane < sizes.out_channels; lane++) {
    let i = at / out_quads * sizes.out_channels + first + lane;
    let source = i / sizes.count * sizes.count + place(i % sizes.count);
    let c = source % sizes.in_channels;
    found[lane] = input[source / sizes.in_channels * in_quads + c / 4u][c % 4u];
  }
  output[at] = found;
}

// Where an image's number comes from.
fn place(number: u32) -> u32 {
  var i = number;
  var source = i % sizes.length5 * sizes.step5;
  i /= sizes.length5;
  source += i % sizes.length4 * sizes.step4;
  i /= sizes.length4;
  source += i % sizes.length3 * sizes.step3;
  i /= sizes.length3;
  source += i % sizes.length2 * sizes.step2;
  i /= sizes.length2;
  source += i % sizes.length1 * sizes.step1;
  i /= sizes.length1;
  return source + i * sizes.step0;
}
