// Adjoint of the rectified linear unit.   out = g where y > 0, else 0
//                                         guided: out = max(g, 0) where y > 0, else 0
//
// Layouts   g: gradient of the ReLU's output y; y, out: likewise, any shape, four channels per vec4f.
// Method    one invocation per quad. y > 0 exactly where the ReLU's input was: its output is mask enough.
// Source    Springenberg et al. 2014, arXiv:1412.6806, figure 1 (guided backpropagation).

override QUADS: u32;      // vec4s in all
override ROW: u32;        // invocations along x
override GUIDED: bool;

@group(0) @binding(0) var<storage, read>       gradient: array<vec4f>;
@group(0) @binding(1) var<storage, read>       y:        array<vec4f>;
@group(0) @binding(2) var<storage, read_write> output:   array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = id.y * ROW + id.x;
  if (at >= QUADS) { return; }
  let g = gradient[at];
  output[at] = select(vec4f(0), select(g, max(g, vec4f(0)), GUIDED), y[at] > vec4f(0));
}
