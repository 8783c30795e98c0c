// Winograd, second of three, as winograd_product.wgsl, for adapters with fast workgroup memory.
//
//   out[f,t,k] = Σ over c of in[f,t,c] · w[f,c,k]
//
// Layouts   as winograd_product.wgsl.
// Method    as conv_tiled.wgsl: a workgroup computes 64 tiles × 16 channel quads of one frequency; sixteen channels at a time
//           it brings both factors into workgroup memory. Each invocation keeps 8 tiles × 2 quads, see register_tile.wgsl.
// Source    Lavin & Gray 2015, arXiv:1509.09308, section 4.1.

struct Sizes { tiles: u32, in_quads: u32, out_quads: u32 }

const DEPTH = 4u;    // quads of input channels brought in at a time
const TILES = 64u;   // of a workgroup
const QUADS = 16u;   // of a workgroup

@group(0) @binding(0) var<storage, read>       input:  array<vec4f>;
@group(0) @binding(1) var<storage, read>       weight: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> output: array<vec4f>;
@group(0) @binding(3) var<uniform>             sizes:  Sizes;

var<workgroup> rows:    array<vec4f, 256>;    // [DEPTH, TILES]
var<workgroup> weights: array<vec4f, 256>;    // [DEPTH, 4, QUADS]

@compute @workgroup_size(8, 8)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u, @builtin(local_invocation_index) lane: u32) {
  let own = group.z * sizes.tiles + min(group.y * TILES + lane, sizes.tiles - 1u);    // the row that this invocation brings in
  let own_k = min(group.x * QUADS + lane % QUADS, sizes.out_quads - 1u);              // what lies behind the last is not stored

  var sums: RegisterTile;
  for (var depth = 0u; depth < sizes.in_quads; depth += DEPTH) {
    for (var d = 0u; d < DEPTH; d++) {
      let c = depth + d;
      let present = c < sizes.in_quads;
      rows[d * TILES + lane] = select(vec4f(0), input[own * sizes.in_quads + select(0u, c, present)], present);
      let weight_row = (group.z * sizes.in_quads + select(0u, c, present)) * 4u + lane / QUADS;
      weights[d * TILES + lane] = weight[weight_row * sizes.out_quads + own_k];
    }
    workgroupBarrier();
    for (var d = 0u; d < DEPTH; d++) {
      let p = d * TILES + local.y * TILE_ROWS;
      let w = d * TILES + local.x * TILE_QUADS;
      let weights_a = mat4x4f(weights[w], weights[w + 16u], weights[w + 32u], weights[w + 48u]);
      let weights_b = mat4x4f(weights[w + 1u], weights[w + 17u], weights[w + 33u], weights[w + 49u]);
      let tiles_p = mat4x4f(rows[p], rows[p + 1u], rows[p + 2u], rows[p + 3u]);
      let tiles_q = mat4x4f(rows[p + 4u], rows[p + 5u], rows[p + 6u], rows[p + 7u]);
      multiply_add(&sums, weights_a, weights_b, tiles_p, tiles_q);
    }
    workgroupBarrier();
  }
  let start = group.z * sizes.tiles;
  let first = group.y * TILES + local.y * TILE_ROWS;
  store_tile(start + first, start + sizes.tiles, group.x * QUADS + local.x * TILE_QUADS, 1u, sums);
}

fn store(row: u32, k: u32, second: u32, a: vec4f, b: vec4f) {
  if (k < sizes.out_quads) { output[row * sizes.out_quads + k] = a; }
  if (k + second < sizes.out_quads) { output[row * sizes.out_quads + k + second] = b; }
}
