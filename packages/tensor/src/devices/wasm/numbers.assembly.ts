// What the kernels' functions have in common, in AssemblyScript: a product and its sum, and fewer than four numbers.

/** a · b + c: rounded once where the processor can (relaxed SIMD), else twice. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
export function add(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(c, f32x4.mul(a, b));
}

/** One number four times, from memory: V8 puts a constant vector together anew, in four instructions, wherever it stands. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
export function constant(at: usize): v128 {
  return v128.load32_splat(at);
}

/** Four numbers, or as many as there are, and zeros. @param left bytes to the last of them */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
export function some(at: usize, left: usize): v128 {
  return left >= 16 ? v128.load(at) : fewer(at, left);
}

function fewer(at: usize, left: usize): v128 {
  if (left == 4) return v128.load32_zero(at);
  return left == 8 ? v128.load64_zero(at) : v128.load32_lane(at + 8, v128.load64_zero(at), 2);
}

/** Four numbers, or as many as there is room for. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
export function put(at: usize, left: usize, x: v128): void {
  if (left >= 16) v128.store(at, x);
  else putFewer(at, left, x);
}

function putFewer(at: usize, left: usize, x: v128): void {
  if (left == 4) return v128.store32_lane(at, x, 0);
  v128.store64_lane(at, x, 0);
  if (left == 12) v128.store32_lane(at + 8, x, 2);
}
