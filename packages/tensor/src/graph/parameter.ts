// A graph's known numbers: weights, biases. They need not lie in memory: they are written straight into the caller's
// buffer, so that a checkpoint is read, put into the engine's axis order, scaled and packed for a kernel without a copy for each.

/** Numbers that never change, row-major in the shape of their Value. */
export interface Numbers {
  readonly length: number;
  /** Where they lie in memory anyway: not to be written. */
  readonly data?: Float32Array;
  /** Where they are known row by row. */
  readonly rows?: WeightRows;
  /** Before they are rounded to float32, where they are computed. */
  readonly exact?: () => Float64Array;
  /** @param into [length], all of it */
  write(into: Float32Array): void;
}

/** What says all that a form of a parameter depends on: its name, or another parameter, by which it is multiplied. */
export type ParameterForm = string | Parameter;

/** Numbers of a graph, compared by identity: whatever a device made of them serves every program that reads them. */
export interface Parameter extends Numbers {
  /** What was made of them. */
  readonly forms: Map<ParameterForm, Parameter>;
}

/**
 * A weight as a checkpoint has it, [channels, Cin, taps], which the engine has as [taps, Cin, channels]: a row is what makes one
 * output channel.
 */
export interface WeightRows {
  readonly cin: number;
  readonly taps: number; // of the kernel, K·K
  /** Each row is multiplied by its own. */
  readonly scale: Float64Array; // [channels]
  /** WeightRows `from` … `to`, not yet scaled, valid until the next call. [to − from, cin, taps] */
  read(from: number, to: number): Float32Array;
}

/** Of numbers that lie in memory, or that are written where they are wanted. */
export const parameterOf = (numbers: Float32Array | Numbers): Parameter =>
  ({ ...(numbers instanceof Float32Array ? { length: numbers.length, data: numbers, write: (into: Float32Array) => into.set(numbers) } : numbers), forms: new Map() });

/**
 * Another form of a parameter: scaled, rotated, transformed for Winograd's products. Made once, so that every graph
 * in which it stands has the same one.
 * @param form all that `make` depends on beside the parameter
 */
export function formOf(parameter: Parameter, form: ParameterForm, make: () => Numbers): Parameter {
  const known = parameter.forms.get(form);
  if (known) return known;
  const made = parameterOf(make());
  parameter.forms.set(form, made);
  return made;
}

/** `count` of the rows, from `first` on. */
export const someRows = ({ scale, read, ...shape }: WeightRows, first: number, count: number): WeightRows =>
  ({ ...shape, scale: scale.subarray(first, first + count), read: (from, to) => read(first + from, first + to) });

/** Numbers that are known row by row. */
export const parameterOfRows = (rows: WeightRows): Parameter =>
  parameterOf({ length: rows.scale.length * rows.cin * rows.taps, rows, write: (into) => writeRows(rows, into) });

const BLOCK = 16; // channels that are written together: a cache line of them

/** @param into [taps, cin, channels]. Plain loops: there are tens of millions of weights. */
function writeRows({ cin, taps, scale, read }: WeightRows, into: Float32Array): void {
  const [channels, row] = [scale.length, cin * taps];
  for (let first = 0; first < channels; first += BLOCK) {
    const count = Math.min(BLOCK, channels - first);
    const block = read(first, first + count);
    for (let tap = 0; tap < taps; tap++) {
      for (let c = 0; c < cin; c++) {
        const [from, to] = [c * taps + tap, (tap * cin + c) * channels + first];
        for (let i = 0; i < count; i++) into[to + i] = (block[from + i * row] as number) * (scale[first + i] as number);
      }
    }
  }
}

/**
 * An array of the numbers, which may be theirs: not to be written.
 * @example
 * ```ts
 * import { Graph, numbersOf } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const bias = graph.parameter("bias", [2], Float32Array.of(3, 4));
 * const parameter = graph.parameters.get(bias);
 * parameter && numbersOf(parameter); // → Float32Array.of(3, 4)
 * ```
 */
export const numbersOf = ({ length, data, write }: Numbers): Float32Array => data ?? written(length, write);

function written(length: number, write: Numbers["write"]): Float32Array {
  const numbers = new Float32Array(length);
  write(numbers);
  return numbers;
}

/** Whether an operand of a step is known beforehand. */
export const isParameter = (operand: Float32Array | Uint8Array | Parameter): operand is Parameter => "write" in operand;

/** An array of an operand's numbers, whichever it is: not to be written. */
export const arrayOf = (operand: Float32Array | Uint8Array | Parameter): Float32Array => (isParameter(operand) ? numbersOf(operand) : (operand as Float32Array));

/** Copies an operand, whichever it is. @param into [length] */
export function copyNumbers(operand: Float32Array | Parameter, into: Float32Array): void {
  if (isParameter(operand)) operand.write(into);
  else into.set(operand);
}

// Numbers that are none: NaN and ±Infinity among weights. A damaged file has them, and so has a training that diverged.

/** A tensor that holds numbers that are none. */
export interface NotFinite {
  readonly name: string; // of the tensor
  readonly count: number; // of its numbers that are NaN or infinite
  readonly length: number;
}

/** The bits of a float32's exponent: all set in NaN and ±Infinity, and in nothing else. IEEE 754, 3.4. */
const exponent = 0x7f800000;

/**
 * How many numbers are NaN or infinite. By their bits: there are tens of millions of weights.
 * @example
 * ```ts
 * import { countNotFinite } from "@camlucida/tensor";
 *
 * countNotFinite(Float32Array.of(1, NaN, -Infinity)); // → 2
 * ```
 */
export function countNotFinite(numbers: Float32Array): number {
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  let count = 0;
  for (let at = 0; at < bits.length; at++) if (((bits[at] as number) & exponent) === exponent) count++;
  return count;
}

/**
 * The tensors of a checkpoint that hold any, in the file's order. Reads the whole file.
 * @example
 * ```ts
 * import { notFiniteIn } from "@camlucida/tensor";
 *
 * notFiniteIn(checkpoint); // → []
 * const tensors = new Map([["fc.bias", { shape: [2], data: Float32Array.of(0, NaN) }]]);
 * notFiniteIn({ tensors }); // → [{ name: "fc.bias", count: 1, length: 2 }]
 * ```
 */
export function notFiniteIn({ tensors }: { readonly tensors: ReadonlyMap<string, { readonly data: Float32Array }> }): NotFinite[] {
  return [...tensors].flatMap(([name, tensor]) => {
    const numbers = tensor.data;
    const count = countNotFinite(numbers);
    return count > 0 ? [{ name, count, length: numbers.length }] : [];
  });
}
