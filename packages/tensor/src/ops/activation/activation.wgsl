// An activation function.   out = f(in), element by element; f is one of activation_functions.wgsl: `activate` is appended
//
// Layouts   in, out: any shape, four channels per vec4f. Padding lanes are written as 0: not every function has f(0) = 0.
// Method    one invocation per quad; the grid is two-dimensional because one axis holds at most 65,535 workgroups.

override QUADS: u32;       // vec4s in all
override ROW: u32;         // invocations along x
override CHANNELS: u32;    // of the last axis

@group(0) @binding(0) var<storage, read>       input:  array<vec4f>;
@group(0) @binding(1) var<storage, read_write> output: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = id.y * ROW + id.x;
  if (at >= QUADS) { return; }
  let channel = at % ((CHANNELS + 3u) / 4u) * 4u + vec4u(0, 1, 2, 3);
  output[at] = select(vec4f(0), activate(input[at]), channel < vec4u(CHANNELS));
}
