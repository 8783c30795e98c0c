// Winograd, second of three, for every form: one matrix product a frequency.   out[f,t,k] = Σ over c of in[f,t,c] · w[f,c,k]
//
// Layouts   in: [p², tiles, Cin], w: [p², Cin, Cout], out: [p², tiles, Cout], four channels per vec4f.
//           p² is 16 for F(2×2, 3×3), 36 for F(4×4, 3×3) and F(3×3, 4×4): winograd_form.ts.
// Method    as conv.wgsl: one invocation keeps 8 tiles × 2 channel quads, see register_tile.wgsl.
// Source    Lavin & Gray 2015, arXiv:1509.09308, section 4.1.

struct Sizes { tiles: u32, in_quads: u32, out_quads: u32 }

const TILES = 64u;   // of a workgroup
const QUADS = 16u;   // of a workgroup

@group(0) @binding(0) var<storage, read>       input:  array<vec4f>;
@group(0) @binding(1) var<storage, read>       weight: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> output: array<vec4f>;
@group(0) @binding(3) var<uniform>             sizes:  Sizes;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let k = id.x * TILE_QUADS;
  let first = id.y * TILE_ROWS;
  if (k >= sizes.out_quads || first >= sizes.tiles) { return; }
  let second = second_of(k, sizes.out_quads);
  let start = id.z * sizes.tiles;
  let p = (start + min(vec4u(first) + vec4u(0, 1, 2, 3), vec4u(sizes.tiles - 1u))) * sizes.in_quads;
  let q = (start + min(vec4u(first) + vec4u(4, 5, 6, 7), vec4u(sizes.tiles - 1u))) * sizes.in_quads;

  var sums: RegisterTile;
  for (var c = 0u; c < sizes.in_quads; c++) {
    let at = (id.z * sizes.in_quads + c) * 4u * sizes.out_quads + k;
    let tiles_p = mat4x4f(input[p.x + c], input[p.y + c], input[p.z + c], input[p.w + c]);
    let tiles_q = mat4x4f(input[q.x + c], input[q.y + c], input[q.z + c], input[q.w + c]);
    multiply_add(&sums, weights(at), weights(at + second), tiles_p, tiles_q);
  }
  store_tile(start + first, start + sizes.tiles, k, second, sums);
}

// The weights of four input channels × one output quad.
fn weights(at: u32) -> mat4x4f {
  return mat4x4f(weight[at], weight[at + sizes.out_quads], weight[at + 2u * sizes.out_quads], weight[at + 3u * sizes.out_quads]);
}

fn store(row: u32, k: u32, second: u32, a: vec4f, b: vec4f) {
  let at = row * sizes.out_quads + k;
  output[at] = a;
  output[at + second] = b;
}
