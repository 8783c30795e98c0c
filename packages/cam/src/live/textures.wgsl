// A frame's two ends: a texture's texels as a photograph, and a picture drawn on a texture of its own size, a canvas' for example.
//
//   to_photo  out[y, x] = source(x, y), 0 … 1 → 0 … 255: a level / 255 comes back as the level
//   colour    target(x, y) = picture[y, x] / 255, opaque
//
// Layouts   source: rgba8unorm, width × height; out and picture: [height, width] RGBA, a u32 each; the target: width × height, of any
//           colour format.
// Method    to_photo: one invocation per pixel. colour: one triangle that covers the target, one texel per pixel.

@group(0) @binding(0) var source: texture_2d<f32>;
@group(0) @binding(1) var<storage, read_write> output: array<u32>;

@compute @workgroup_size(8, 8)
fn to_photo(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(source);
  if (id.x >= size.x || id.y >= size.y) { return; }
  output[id.y * size.x + id.x] = pack4x8unorm(textureLoad(source, id.xy, 0));
}

@group(0) @binding(0) var<storage, read> picture: array<u32>;
@group(0) @binding(1) var<uniform>       sizes:   vec4u;    // width, height, unused, unused

/// Corners (−1, −1), (3, −1), (−1, 3): the target's square is the half of it that is seen.
@vertex
fn corner(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
  return vec4f(select(-1.0, 3.0, i == 1u), select(-1.0, 3.0, i == 2u), 0.0, 1.0);
}

@fragment
fn colour(@builtin(position) position: vec4f) -> @location(0) vec4f {
  let texel = vec2u(position.xy);
  return vec4f(unpack4x8unorm(picture[texel.y * sizes.x + texel.x]).rgb, 1.0);
}
