// How many multiply-adds an adapter does per second at most: sum ← in · sum + in, in registers.
//
// Layouts   in, out: [quads] vec4f; everything in between stays in registers.
// Method    eight sums per invocation, none of which waits for another: 8 · 4 · 2 operations in a line of the loop, two lines in a
//           turn of it, so that the loop itself costs little. With 0 < in < 0.5 the sums settle and stay finite.

override TURNS: u32;

@group(0) @binding(0) var<storage, read>       input:  array<vec4f>;
@group(0) @binding(1) var<storage, read_write> output: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= arrayLength(&output)) { return; }
  let x = input[id.x];
  var a = x;      var b = x * 0.9; var c = x * 0.8; var d = x * 0.7;
  var e = x * 0.6; var f = x * 0.5; var g = x * 0.4; var h = x * 0.3;
  for (var turn = 0u; turn < TURNS; turn++) {
    a = x * a + x; b = x * b + x; c = x * c + x; d = x * d + x; e = x * e + x; f = x * f + x; g = x * g + x; h = x * h + x;
    a = x * a + x; b = x * b + x; c = x * c + x; d = x * d + x; e = x * e + x; f = x * f + x; g = x * g + x; h = x * h + x;
  }
  output[id.x] = (a + b + c + d) + (e + f + g + h);
}
