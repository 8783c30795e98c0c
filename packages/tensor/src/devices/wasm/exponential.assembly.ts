// Functions made of the exponential, in AssemblyScript, four numbers at a time: inline for loops of their own, and to be called. Equations
// and sources stand in activation_functions.wgsl.
import { add, constant } from "./numbers";

export const ONE = memory.data<f32>([1]);
export const HALF = memory.data<f32>([0.5]);
const MINUS_HALF = memory.data<f32>([-0.5]);
const LEAST_EXPONENT = memory.data<f32>([-87.3]);
const MOST_EXPONENT = memory.data<f32>([87.3]);
const LOG2_E = memory.data<f32>([1.44269504088896341]);
const SHIFTER = memory.data<f32>([12582912]); // 1.5·2²³: what is added to it is rounded to a whole number, which then stands in its last bits
const MINUS_LN2 = memory.data<f32>([-0.693359375]); // in two parts
const MINUS_LN2_REST = memory.data<f32>([2.12194440e-4]);
const E_0 = memory.data<f32>([5.0000001201e-1]);
const E_1 = memory.data<f32>([1.6666665459e-1]);
const E_2 = memory.data<f32>([4.1665795894e-2]);
const E_3 = memory.data<f32>([8.3334519073e-3]);
const E_4 = memory.data<f32>([1.3981999507e-3]);
const E_5 = memory.data<f32>([1.9875691500e-4]);

export function exponential(x: v128): v128 {
  return exponentialInline(x);
}

/**
 * eˣ for |x| ≤ 87.3: 2ⁿ·eʳ with |r| ≤ ½·ln 2, wrong by 2 units in the last place at most; beyond, what it is there, 1e-38 and 1e38.
 * Source: Moshier, Cephes 2.2, expf.c.
 */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function exponentialInline(x: v128): v128 {
  const near = between(x, constant(LEAST_EXPONENT), constant(MOST_EXPONENT));
  const shifted = add(near, constant(LOG2_E), constant(SHIFTER)), n = f32x4.sub(shifted, constant(SHIFTER));
  const r = add(n, constant(MINUS_LN2_REST), add(n, constant(MINUS_LN2), near)), square = f32x4.mul(r, r);
  const p = add(add(constant(E_5), r, constant(E_4)), square, add(constant(E_3), r, constant(E_2)));
  const sum = add(add(p, square, add(constant(E_1), r, constant(E_0))), square, r);
  const one = constant(ONE), power = i32x4.add(i32x4.shl(shifted, 23), one); // the bits of 2ⁿ
  return f32x4.mul(f32x4.add(one, sum), power);
}

// @ts-ignore: decorators on functions are AssemblyScript's
@inline
export function sigmoidInline(x: v128): v128 {
  const one = constant(ONE);
  return f32x4.div(one, f32x4.add(one, exponentialInline(f32x4.neg(x))));
}

export function sigmoid(x: v128): v128 {
  return sigmoidInline(x);
}

const TAIL_NEAR = memory.data<f32>([0.3275911 * 0.7071067811865476]);
const TAIL_1 = memory.data<f32>([0.254829592]);
const TAIL_2 = memory.data<f32>([-0.284496736]);
const TAIL_3 = memory.data<f32>([1.421413741]);
const TAIL_4 = memory.data<f32>([-1.453152027]);
const TAIL_5 = memory.data<f32>([1.061405429]);

export function normalDistribution(x: v128): v128 {
  return normalDistributionInline(x);
}

// @ts-ignore: decorators on functions are AssemblyScript's
@inline
export function normalDistributionInline(x: v128): v128 {
  const one = constant(ONE), t = f32x4.div(one, add(constant(TAIL_NEAR), f32x4.abs(x), one));
  let p = constant(TAIL_5);
  p = add(p, t, constant(TAIL_4));
  p = add(p, t, constant(TAIL_3));
  p = add(p, t, constant(TAIL_2));
  p = f32x4.mul(t, add(p, t, constant(TAIL_1)));
  const e = exponentialInline(f32x4.mul(constant(MINUS_HALF), f32x4.mul(x, x)));
  const tail = f32x4.mul(f32x4.mul(constant(HALF), p), e);
  return v128.bitselect(tail, f32x4.sub(one, tail), f32x4.lt(x, f32x4.splat(0)));
}

// @ts-ignore: decorators on functions are AssemblyScript's
@inline
export function between(x: v128, lowest: v128, highest: v128): v128 {
  return f32x4.min(highest, f32x4.max(lowest, x)); // a NaN stays one
}
