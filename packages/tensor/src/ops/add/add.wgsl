// The shortcut's sum.   out = a + b, element by element
//
// Layouts   a, b, out: the same shape, four channels per vec4f.
// Method    one invocation per quad; the grid is two-dimensional because one axis holds at most 65,535 workgroups.
// Source    He et al. 2015, arXiv:1512.03385, equation 1.

override QUADS: u32;    // vec4s in all
override ROW: u32;      // invocations along x

@group(0) @binding(0) var<storage, read>       a:      array<vec4f>;
@group(0) @binding(1) var<storage, read>       b:      array<vec4f>;
@group(0) @binding(2) var<storage, read_write> output: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = id.y * ROW + id.x;
  if (at >= QUADS) { return; }
  output[at] = a[at] + b[at];
}
