// Activation functions and their adjoints in AssemblyScript: four numbers at a time. Equations and sources stand in
// activation_functions.wgsl. All addresses in bytes, all numbers float32. Caller: elementwise.ts.
import {
  between, exponential, HALF, normalDistribution, normalDistributionInline, ONE, sigmoid, sigmoidInline,
} from "./exponential";
import { add, constant, put, some } from "./numbers";

const BLOCK: u32 = 1024; // numbers of a unit of work

const CLAMP: u32 = 1;
const LEAKY_RELU: u32 = 2;
const ELU: u32 = 3;
const SIGMOID: u32 = 4;
const TANH: u32 = 5;
const HARD_SIGMOID: u32 = 6;
const HARD_SWISH: u32 = 7;
const SILU: u32 = 8;
const GELU: u32 = 9;
const GELU_TANH: u32 = 10;
const SOFTPLUS: u32 = 11;
const MISH: u32 = 12;

const SIXTH = memory.data<f32>([1.0 / 6]);

/** As elementwise.ts writes them. */
// @ts-ignore: without a header in memory
@unmanaged
class Activation {
  input: u32; //    [count]: room for whole quads
  output: u32; //   likewise; may be the input
  count: u32;
  activation: u32;
  alpha: u32; //    the bits of float32 numbers
  beta: u32;
}

/** output = f(input). A unit of work: BLOCK numbers. */
export function activation(step: usize, from: u32, to: u32, _thread: u32): void {
  const p = changetype<Activation>(step);
  const first: usize = from * BLOCK * 4, bytes: usize = min(to * BLOCK, p.count) * 4 - first;
  activateRows(p.activation, p.alpha, p.beta, p.input + first, p.output + first, 1, 0, bytes);
}

/**
 * Rows of `width` bytes, `pitch` apart, become f of them; the input may be the output. Those that networks end most convolutions with
 * have a loop of their own; the others are told apart for every quad.
 * @param alpha, @param beta the bits of float32 numbers
 */
export function activateRows(called: u32, alpha: u32, beta: u32, input: usize, output: usize, rows: u32, pitch: usize, width: usize): void {
  const a = f32x4.splat(reinterpret<f32>(alpha)), b = f32x4.splat(reinterpret<f32>(beta));
  switch (called) {
    case CLAMP: return loop(CLAMP, a, b, input, output, rows, pitch, width);
    case SIGMOID: return loop(SIGMOID, a, b, input, output, rows, pitch, width);
    case HARD_SIGMOID: return loop(HARD_SIGMOID, a, b, input, output, rows, pitch, width);
    case HARD_SWISH: return loop(HARD_SWISH, a, b, input, output, rows, pitch, width);
    case SILU: return loop(SILU, a, b, input, output, rows, pitch, width);
    case GELU: return loop(GELU, a, b, input, output, rows, pitch, width);
    default: return loop(called, a, b, input, output, rows, pitch, width);
  }
}

// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function loop(called: u32, alpha: v128, beta: v128, input: usize, output: usize, rows: u32, pitch: usize, width: usize): void {
  const quads = width & ~15;
  for (let row: u32 = 0; row < rows; row++, input += pitch, output += pitch) {
    let c: usize = 0;
    for (; c < quads; c += 16) {
      v128.store(output + c, activate(called, v128.load(input + c), alpha, beta));
    }
    if (c < width) put(output + c, width - c, activateSome(called, some(input + c, width - c), alpha, beta));
  }
}

function activateSome(called: u32, x: v128, alpha: v128, beta: v128): v128 {
  return activate(called, x, alpha, beta);
}

/** As elementwise.ts writes them. */
// @ts-ignore: without a header in memory
@unmanaged
class ActivationAdjoint {
  gradient: u32; // [count]: room for whole quads, as all
  input: u32;
  output: u32;
  count: u32;
  activation: u32;
  alpha: u32;
  beta: u32;
}

/** output = gradient · f′(input). A unit of work: BLOCK numbers. */
export function activationAdjoint(step: usize, from: u32, to: u32, _thread: u32): void {
  const p = changetype<ActivationAdjoint>(step);
  const alpha = f32x4.splat(reinterpret<f32>(p.alpha)), beta = f32x4.splat(reinterpret<f32>(p.beta));
  for (let at: usize = from * BLOCK * 4, end: usize = min(to * BLOCK, p.count) * 4; at < end; at += 16) {
    v128.store(p.output + at, f32x4.mul(v128.load(p.gradient + at), slope(p.activation, v128.load(p.input + at), alpha, beta)));
  }
}

// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function activate(called: u32, x: v128, alpha: v128, beta: v128): v128 {
  const zero = f32x4.splat(0), one = constant(ONE), half = constant(HALF);
  switch (called) {
    case CLAMP: return between(x, alpha, beta);
    case LEAKY_RELU: return v128.bitselect(x, f32x4.mul(alpha, x), f32x4.gt(x, zero));
    case ELU: return v128.bitselect(x, f32x4.mul(alpha, exponentialMinusOne(x)), f32x4.gt(x, zero));
    case SIGMOID: return sigmoidInline(x);
    case TANH: return hyperbolicTangent(x);
    case HARD_SIGMOID: return between(add(alpha, x, beta), zero, one);
    case HARD_SWISH: return f32x4.mul(x, between(add(x, constant(SIXTH), half), zero, one));
    case SILU: return f32x4.mul(x, sigmoidInline(x));
    case GELU: return f32x4.mul(x, normalDistributionInline(x));
    case GELU_TANH: return f32x4.mul(f32x4.mul(half, x), f32x4.add(one, hyperbolicTangent(geluArgument(x))));
    case SOFTPLUS: return f32x4.add(f32x4.max(x, zero), logarithmOfOneAnd(exponential(f32x4.neg(f32x4.abs(x)))));
    case MISH: {
      const n = mishNumerator(x);
      return f32x4.mul(x, f32x4.div(n, f32x4.add(n, mishRest(x))));
    }
    default: return x;
  }
}

function slope(called: u32, x: v128, alpha: v128, beta: v128): v128 {
  const zero = f32x4.splat(0), one = constant(ONE), half = constant(HALF);
  switch (called) {
    case CLAMP: return inside(x, alpha, beta);
    case LEAKY_RELU: return v128.bitselect(one, alpha, f32x4.gt(x, zero));
    case ELU: return v128.bitselect(one, f32x4.mul(alpha, exponential(f32x4.neg(f32x4.abs(x)))), f32x4.gt(x, zero));
    case SIGMOID: return sigmoidSlope(x);
    case TANH: return f32x4.mul(f32x4.splat(4), sigmoidSlope(f32x4.add(x, x)));
    case HARD_SIGMOID: return f32x4.mul(alpha, inside(add(alpha, x, beta), zero, one));
    case HARD_SWISH: {
      const far = v128.bitselect(one, zero, f32x4.gt(x, zero));
      return v128.bitselect(far, add(x, f32x4.splat(1.0 / 3), half), f32x4.ge(f32x4.abs(x), f32x4.splat(3)));
    }
    case SILU: return f32x4.mul(sigmoid(x), add(x, sigmoid(f32x4.neg(x)), one));
    case GELU: {
      const density = f32x4.mul(f32x4.splat(0.3989422804014327), exponential(f32x4.mul(f32x4.splat(-0.5), f32x4.mul(x, x))));
      return add(x, density, normalDistribution(x));
    }
    case GELU_TANH: {
      const near = between(x, f32x4.splat(-20), f32x4.splat(20)), u = geluArgument(near); // beyond, it is 0 or 1, and x² may overflow
      const du = f32x4.mul(f32x4.splat(0.7978845608028654), add(f32x4.splat(0.134145), f32x4.mul(near, near), one));
      const bend = f32x4.mul(f32x4.mul(f32x4.splat(2), near), f32x4.mul(sigmoidSlope(f32x4.add(u, u)), du));
      return add(half, f32x4.add(one, hyperbolicTangent(u)), bend);
    }
    case SOFTPLUS: return sigmoid(x);
    case MISH: {
      const n = mishNumerator(x), r = mishRest(x), sum = f32x4.add(n, r);
      const bend = f32x4.div(f32x4.mul(r, f32x4.add(n, sum)), f32x4.mul(sum, sum));
      return add(f32x4.mul(x, sigmoid(x)), bend, f32x4.div(n, sum));
    }
    default: return one;
  }
}

/** n of activation_functions.wgsl. */
function mishNumerator(x: v128): v128 {
  const two = f32x4.splat(2), e = exponential(f32x4.neg(f32x4.abs(x)));
  return v128.bitselect(f32x4.mul(e, f32x4.add(e, two)), add(two, e, f32x4.splat(1)), f32x4.lt(x, f32x4.splat(0)));
}

/** r of activation_functions.wgsl. */
function mishRest(x: v128): v128 {
  const two = f32x4.splat(2), e = exponential(f32x4.neg(f32x4.abs(x)));
  return v128.bitselect(two, f32x4.mul(two, f32x4.mul(e, e)), f32x4.lt(x, f32x4.splat(0)));
}

/** ln(1 + e) for 0 ≤ e ≤ 1: see activation_functions.wgsl. */
function logarithmOfOneAnd(e: v128): v128 {
  const s = f32x4.div(e, f32x4.add(f32x4.splat(2), e)), q = f32x4.mul(s, s);
  let p = f32x4.splat(0.0769230769);
  p = add(p, q, f32x4.splat(0.0909090909));
  p = add(p, q, f32x4.splat(0.1111111111));
  p = add(p, q, f32x4.splat(0.1428571429));
  p = add(p, q, f32x4.splat(0.2));
  p = add(p, q, f32x4.splat(0.3333333333));
  p = add(p, q, f32x4.splat(1));
  return f32x4.mul(f32x4.add(s, s), p);
}

// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function inside(x: v128, lowest: v128, highest: v128): v128 {
  return v128.and(f32x4.splat(1), v128.and(f32x4.gt(x, lowest), f32x4.lt(x, highest)));
}

function sigmoidSlope(x: v128): v128 {
  const e = exponential(f32x4.neg(f32x4.abs(x))), sum = f32x4.add(f32x4.splat(1), e);
  return f32x4.div(e, f32x4.mul(sum, sum));
}

function hyperbolicTangent(x: v128): v128 {
  const one = f32x4.splat(1), size = f32x4.abs(x), e = exponential(f32x4.mul(f32x4.splat(-2), size));
  const far = f32x4.div(f32x4.sub(one, e), f32x4.add(one, e)), s = f32x4.mul(x, x);
  let p = f32x4.splat(0.021869488536155203);
  p = add(p, s, f32x4.splat(-0.05396825396825397));
  p = add(p, s, f32x4.splat(0.13333333333333333));
  p = add(p, s, f32x4.splat(-0.3333333333333333));
  const near = f32x4.mul(x, add(p, s, one));
  const signed = v128.bitselect(f32x4.neg(far), far, f32x4.lt(x, f32x4.splat(0)));
  return v128.bitselect(signed, near, f32x4.ge(size, f32x4.splat(0.3)));
}

function exponentialMinusOne(x: v128): v128 {
  const t = hyperbolicTangent(f32x4.mul(f32x4.splat(0.5), x));
  return f32x4.div(f32x4.add(t, t), f32x4.sub(f32x4.splat(1), t));
}

// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function geluArgument(x: v128): v128 {
  return f32x4.mul(f32x4.mul(f32x4.splat(0.7978845608028654), x), add(f32x4.splat(0.044715), f32x4.mul(x, x), f32x4.splat(1)));
}
