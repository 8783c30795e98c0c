// A texture's texels as a photograph.   out[y, x] = texture(x, y), 0 … 1 → 0 … 255
//
// Layouts   source: rgba8unorm, width × height; out: [height, width] RGBA, a u32 each.
// Method    one invocation per pixel; a level / 255 comes back as the level.

@group(0) @binding(0) var source: texture_2d<f32>;
@group(0) @binding(1) var<storage, read_write> output: array<u32>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(source);
  if (id.x >= size.x || id.y >= size.y) { return; }
  output[id.y * size.x + id.x] = pack4x8unorm(textureLoad(source, id.xy, 0));
}
