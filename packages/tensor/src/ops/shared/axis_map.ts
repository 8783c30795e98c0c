// A linear map along one axis, sparse: out[o] = Σ weights[j] · in[indices[j]] over begins[o] ≤ j < begins[o + 1].
// Resizing, adaptive pooling, borders and shuffles are such maps, and so are their adjoints: the map transposed.
// It is a parameter of its step, in one array: begins, then indices, then weights.
import type { AdjointContext, Graph, Value } from "../../graph/graph.ts";
import { formOf, numbersOf, type Parameter } from "../../graph/parameter.ts";

/** One input of one output. */
export interface Term {
  readonly index: number;
  readonly weight: number;
}

/** @param terms of each output; @returns [outputs + 1 + 2 · terms]: whole numbers up to 2²⁴ are exact in float32 */
function packMap(terms: readonly (readonly Term[])[]): Float32Array {
  const all = terms.flat();
  let end = 0;
  const ends = terms.map(({ length }) => (end += length));
  return Float32Array.from([0, ...ends, ...all.map(({ index }) => index), ...all.map(({ weight }) => weight)]);
}

/** Visits (output, input, weight) of a packed map, output by output. */
export function visitMap(
  packed: Float32Array, outputs: number, visit: (output: number, index: number, weight: number) => void,
): void {
  const count = packed[outputs] as number;
  for (let output = 0; output < outputs; output++) {
    for (let j = packed[output] as number; j < (packed[output + 1] as number); j++) {
      visit(output, packed[outputs + 1 + j] as number, packed[outputs + 1 + count + j] as number);
    }
  }
}

/** A map as a step's input. */
export function mapParameter(graph: Graph, name: string, terms: readonly (readonly Term[])[]): Value {
  const packed = packMap(terms);
  return graph.parameter(name, [packed.length], packed);
}

/** The adjoint of a map: each input sums what its outputs were given. @param outputs of the map; @param inputs of it */
export function transposedMap(
  { graph }: AdjointContext, name: string, map: Value, outputs: number, inputs: number,
): Value {
  const parameter = graph.parameters.get(map) as Parameter;
  const form = formOf(parameter, `transposed, of ${inputs}`, () => {
    const terms: Term[][] = Array.from({ length: inputs }, () => []);
    visitMap(numbersOf(parameter), outputs, (output, index, weight) => terms[index]?.push({ index: output, weight }));
    const data = packMap(terms);
    return { length: data.length, data, write: (into) => into.set(data) };
  });
  return graph.parameter(name, [form.length], form);
}
