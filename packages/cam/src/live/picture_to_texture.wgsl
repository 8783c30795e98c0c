// A picture drawn on a texture of its own size, a canvas' for example.
//
// Layouts   picture: [height, width] RGBA, a u32 each; the target: width × height, of any colour format. Drawn opaque.
// Method    one triangle that covers the target, one texel per pixel.

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
