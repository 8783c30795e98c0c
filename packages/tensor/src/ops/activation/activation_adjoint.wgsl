// Adjoint of an activation function.   out = g · f′(x), element by element; f′ is one of activation_functions.wgsl: `slope` is appended
//
// Layouts   g: gradient of the function's output; x: its input; out: likewise, any shape, four channels per vec4f.
// Method    one invocation per quad. Padding lanes stay 0, as those of g are.

override QUADS: u32;    // vec4s in all
override ROW: u32;      // invocations along x

@group(0) @binding(0) var<storage, read>       gradient: array<vec4f>;
@group(0) @binding(1) var<storage, read>       input:    array<vec4f>;
@group(0) @binding(2) var<storage, read_write> output:   array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = id.y * ROW + id.x;
  if (at >= QUADS) { return; }
  output[at] = gradient[at] * slope(input[at]);
}
