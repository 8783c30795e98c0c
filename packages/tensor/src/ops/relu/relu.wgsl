// Rectified linear unit.   out = max(in, 0), element by element
//
// Written as a selection here and in every shader that rectifies: max(NaN, 0) may be 0, and a broken network would look sound.
// WGSL does not promise NaN: where a device has none, not_finite.ts finds it among the weights.
//
// Layouts   in, out: any shape, four channels per vec4f.
// Method    one invocation per quad; the grid is two-dimensional because one axis holds at most 65,535 workgroups.

override QUADS: u32;    // vec4s in all
override ROW: u32;      // invocations along x

@group(0) @binding(0) var<storage, read>       input:  array<vec4f>;
@group(0) @binding(1) var<storage, read_write> output: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = id.y * ROW + id.x;
  if (at >= QUADS) { return; }
  output[at] = select(input[at], vec4f(0), input[at] <= vec4f(0));
}
