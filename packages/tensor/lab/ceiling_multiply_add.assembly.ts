// How many multiply-adds a processor does per second at most, in WebAssembly SIMD: sum ← x · sum + x, in registers.
//
// Layouts   x: four numbers between 0 and 0.5, out: four; everything in between stays in registers.
// Idea      eight sums, none of which waits for another: 8 · 4 · 2 operations in a turn. With 0 < x < 0.5 they settle at x/(1 − x).

/** @returns nothing; out[0 … 3] is the sum of the eight */
export function multiplyAdds(x: usize, out: usize, turns: u32): void {
  const v = v128.load(x);
  let a = v, b = v, c = v, d = v, e = v, f = v, g = v, h = v;
  for (let turn: u32 = 0; turn < turns; turn++) {
    a = add(v, a, v); b = add(v, b, v); c = add(v, c, v); d = add(v, d, v);
    e = add(v, e, v); f = add(v, f, v); g = add(v, g, v); h = add(v, h, v);
  }
  v128.store(out, f32x4.add(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)), f32x4.add(f32x4.add(e, f), f32x4.add(g, h))));
}

/** x · y + z, rounded once where the processor can. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function add(x: v128, y: v128, z: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(x, y, z) : f32x4.add(f32x4.mul(x, y), z);
}
