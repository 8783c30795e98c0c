// How many bytes an adapter moves per second at most: a copy, out[i] = in[i].
//
// Layouts   in, out: [quads] vec4f, far more than any cache holds.
// Method    one invocation per vec4f; neighbours read and write neighbours. Nothing else to do, so nothing else to wait for.

@group(0) @binding(0) var<storage, read>       input:  array<vec4f>;
@group(0) @binding(1) var<storage, read_write> output: array<vec4f>;

@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < arrayLength(&output)) { output[id.x] = input[id.x]; }
}
