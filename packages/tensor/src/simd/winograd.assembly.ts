// The two transforms around Winograd's sixteen products, in AssemblyScript: as winograd_input.wgsl and winograd_output.wgsl.
// Four channels at a time; all addresses and distances in bytes, all numbers float32. Caller: winograd.ts.

/**
 * transformed[4i+j, t, c] = (Bᵀ·d·B)[i,j] for the 4×4 patch d of tile t.
 * @param patches [tiles] uint32: where each tile's patch begins
 * @param row between the rows of a patch; @param pixel between its pixels: `channels` floats
 * @param transformed [16, …, channels], `apart` from one of the sixteen to the next
 */
export function winogradInput(patches: usize, tiles: usize, row: usize, pixel: usize, transformed: usize, apart: usize): void {
  for (let t: usize = 0; t < tiles; t++) {
    const patch: usize = load<u32>(patches + t * 4);
    for (let c: usize = 0; c < pixel; c += 16) {
      for (let j: usize = 0; j < 4; j++) inputColumn(patch + j * pixel + c, row, transformed + j * apart + t * pixel + c, 4 * apart);
      for (let i: usize = 0; i < 4; i++) inputColumn(transformed + 4 * i * apart + t * pixel + c, apart, transformed + 4 * i * apart + t * pixel + c, apart);
    }
  }
}

/** Bᵀ · four quads, `step` apart, to four quads, `to_step` apart. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function inputColumn(from: usize, step: usize, to: usize, toStep: usize): void {
  const d0 = v128.load(from), d1 = v128.load(from + step), d2 = v128.load(from + 2 * step), d3 = v128.load(from + 3 * step);
  v128.store(to, f32x4.sub(d0, d2));
  v128.store(to + toStep, f32x4.add(d1, d2));
  v128.store(to + 2 * toStep, f32x4.sub(d2, d1));
  v128.store(to + 3 * toStep, f32x4.sub(d1, d3));
}

/**
 * The 2×2 pixels of tile t = max(floor, what is there + bias + Aᵀ·m·A), m[i,j] = products[4i+j, t].
 * @param pixels [tiles] uint32: where each tile's first pixel lies; @param row between two rows of pixels
 * @param products [16, …, channels], `apart` from one of the sixteen to the next; @param pixel between pixels: `channels` floats
 * @param bias [channels]
 */
export function winogradOutput(pixels: usize, tiles: usize, row: usize, pixel: usize, products: usize, apart: usize, bias: usize, floor: f32): void {
  const lowest = f32x4.splat(floor);
  for (let t: usize = 0; t < tiles; t++) {
    const to: usize = load<u32>(pixels + t * 4);
    for (let c: usize = 0; c < pixel; c += 16) {
      const m = products + t * pixel + c;
      const shift = v128.load(bias + c);
      const p0 = outputUpper(m, apart), p1 = outputUpper(m + apart, apart), p2 = outputUpper(m + 2 * apart, apart), p3 = outputUpper(m + 3 * apart, apart);
      storeRow(to + c, pixel, p0, p1, p2, p3, shift, lowest);
      const q0 = outputLower(m, apart), q1 = outputLower(m + apart, apart), q2 = outputLower(m + 2 * apart, apart), q3 = outputLower(m + 3 * apart, apart);
      storeRow(to + row + c, pixel, q0, q1, q2, q3, shift, lowest);
    }
  }
}

/** The first row of Aᵀ · a column of m. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function outputUpper(m: usize, apart: usize): v128 {
  return f32x4.add(f32x4.add(v128.load(m), v128.load(m + 4 * apart)), v128.load(m + 8 * apart));
}

/** The second. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function outputLower(m: usize, apart: usize): v128 {
  return f32x4.sub(f32x4.sub(v128.load(m + 4 * apart), v128.load(m + 8 * apart)), v128.load(m + 12 * apart));
}

// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function storeRow(to: usize, pixel: usize, a: v128, b: v128, c: v128, d: v128, shift: v128, lowest: v128): void {
  const left = f32x4.add(f32x4.add(a, b), f32x4.add(c, shift));
  const right = f32x4.add(f32x4.sub(f32x4.sub(b, c), d), shift);
  v128.store(to, f32x4.max(lowest, f32x4.add(left, v128.load(to))));
  v128.store(to + pixel, f32x4.max(lowest, f32x4.add(right, v128.load(to + pixel))));
}
