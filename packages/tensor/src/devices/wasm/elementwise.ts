// Activation functions and arithmetic with broadcasting in WebAssembly: lays out memory, runs activation.assembly.ts or
// arithmetic.assembly.ts, takes the result out.
import { elements, type Shape, type Step, type Value } from "../../graph/graph.ts";
import type { ImageShape } from "../../graph/shapes.ts";
import { functionName, functionNumber, type ActivationAttributes } from "../../ops/activation/activation_functions.ts";
import type { ArithmeticAttributes } from "../../ops/arithmetic/arithmetic.ts";
import { aligned, offsetsOf, type Offsets } from "../../ops/arithmetic/broadcast.ts";
import { kernelConstants } from "./module.wasm.ts";
import type { Simd } from "./simd.ts";

const { BLOCK } = kernelConstants; // numbers of a unit of work

/** Float32 numbers by their bits, as the fields of a kernel's arguments are whole numbers. */
export const bitsOf = (...numbers: readonly number[]): Uint32Array => new Uint32Array(Float32Array.from(numbers).buffer);

/** What a kernel is told of a function; its numbers there bear the same names. */
export function told({ activation, alpha, beta }: ActivationAttributes): { activation: number; alpha: number; beta: number } {
  const name = functionName(activation).replaceAll(/[A-Z]/g, "_$&").toUpperCase();
  const [a = 0, b = 0] = bitsOf(alpha, beta);
  return { activation: name === "IDENTITY" ? 0 : kernelConstants[name as keyof typeof kernelConstants], alpha: a, beta: b };
}

/** As activationReference. @param into where the result goes: the input itself, or an array of `simd.array` */
export function activationSimd(attributes: ActivationAttributes, data: Float32Array, into: Float32Array, simd: Simd): Float32Array {
  const [input, other] = simd.workspace(data === into ? [data] : [data, into]);
  const output = other ?? input;
  simd.run("activation", { input, output, count: data.length, ...told(attributes) }, Math.ceil(data.length / BLOCK));
  return simd.made(into, output);
}

/** As activationAdjointReference. */
export function activationAdjointSimd(attributes: ActivationAttributes, g: Float32Array, x: Float32Array, simd: Simd): Float32Array {
  const result = simd.array(g.length);
  const [gradient, input, output] = simd.workspace([g, x, result]);
  simd.run("activationAdjoint", { gradient, input, output, count: g.length, ...told(attributes) }, Math.ceil(g.length / BLOCK));
  return simd.made(result, output);
}

/** As reluReference. */
export const reluSimd = (x: Float32Array, simd: Simd): Float32Array =>
  activationSimd({ activation: functionNumber("clamp"), alpha: 0, beta: Infinity }, x, simd.array(x.length), simd);

/** As arithmeticReference. */
export const arithmeticSimd = ({ inputs: [a, b], output, constants }: Step<ArithmeticAttributes>, first: Float32Array, second: Float32Array, simd: Simd): Float32Array =>
  combine(constants.function, output.shape, { shape: a?.shape ?? [], data: first }, { shape: b?.shape ?? [], data: second }, simd);

/** What two arrays of a step's shape give, number by number: a sum, or what passes a ReLU of a gradient and the ReLU's output. */
export const pairsSimd = (kind: "ADD" | "RECTIFIED" | "GUIDED", { shape }: Value, first: Float32Array, second: Float32Array, simd: Simd): Float32Array =>
  combine(kernelConstants[kind], shape, { shape, data: first }, { shape, data: second }, simd);

/** The gradient [N, C] of a global average pooling, shared among all positions [N, H, W, C]. */
export const sharedSimd = ([n, h, w, channels]: ImageShape, gradient: Float32Array, simd: Simd): Float32Array =>
  combine(kernelConstants.DIVIDE, [n, h, w, channels], { shape: [n, channels], data: gradient }, { shape: [1], data: Float32Array.of(h * w) }, simd);

interface Broadcast {
  readonly shape: Shape;
  readonly data: Float32Array;
}

function combine(combination: number, shape: Shape, first: Broadcast, second: Broadcast, simd: Simd): Float32Array {
  const whole = aligned(shape);
  const [images, positions, channels] = whole;
  const [from, and] = [first, second].map((operand) => offsetsOf(aligned(operand.shape), whole, aligned(operand.shape)[2])) as [Offsets, Offsets];
  const result = simd.array(elements(shape));
  const [a, b, output] = simd.workspace([first.data, second.data, result]);
  simd.run("arithmetic", {
    a, aImage: from.image * 4, aPosition: from.position * 4, aChannel: from.channel,
    b, bImage: and.image * 4, bPosition: and.position * 4, bChannel: and.channel,
    output, positions, channels, combination,
  }, images * positions);
  return simd.made(result, output);
}
