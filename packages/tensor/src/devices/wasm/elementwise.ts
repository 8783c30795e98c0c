// Activation functions and arithmetic with broadcasting in WebAssembly: lays out memory, runs activation.assembly.ts or
// arithmetic.assembly.ts, takes the result out.
import { elements, type Step } from "../../graph/graph.ts";
import { functionName, type ActivationAttributes } from "../../ops/activation/activation_functions.ts";
import type { ArithmeticAttributes } from "../../ops/arithmetic/arithmetic.ts";
import { aligned, offsetsOf } from "../../ops/arithmetic/broadcast.ts";
import { kernelConstants } from "./module.wasm.ts";
import type { Simd } from "./simd.ts";

const { BLOCK } = kernelConstants; // numbers of a unit of work

/** Float32 numbers by their bits, as the fields of a kernel's arguments are whole numbers. */
export const bitsOf = (...numbers: readonly number[]): Uint32Array => new Uint32Array(Float32Array.from(numbers).buffer);

/** What a kernel is told of a function; its numbers there bear the same names. */
function told({ activation, alpha, beta }: ActivationAttributes): { activation: number; alpha: number; beta: number } {
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

/** As arithmeticReference. */
export function arithmeticSimd({ inputs, output: { shape }, constants }: Step<ArithmeticAttributes>, first: Float32Array, second: Float32Array, simd: Simd): Float32Array {
  const whole = aligned(shape);
  const [images, positions, channels] = whole;
  const offsets = inputs.map((operand) => offsetsOf(aligned(operand.shape), whole, aligned(operand.shape)[2]));
  const [from = { image: 0, position: 0, channel: 0 }, and = from] = offsets;
  const result = simd.array(elements(shape));
  const [a, b, output] = simd.workspace([first, second, result]);
  simd.run("arithmetic", {
    a, aImage: from.image * 4, aPosition: from.position * 4, aChannel: from.channel,
    b, bImage: and.image * 4, bPosition: and.position * 4, bChannel: and.channel,
    output, positions, channels, combination: constants.function,
  }, images * positions);
  return simd.made(result, output);
}
