// Concatenation in WebAssembly, with normalisation and ReLU where it has them: lays out memory, runs concat.assembly.ts, takes the
// result out.
import { elements } from "../../graph/graph.ts";
import { arrayOf, copyNumbers, type Parameter } from "../../graph/parameter.ts";
import { lastAxis } from "../../graph/shapes.ts";
import { concatOperands, type ConcatStep } from "../../ops/concat/concat.ts";
import { bitsOf } from "./elementwise.ts";
import type { Simd } from "./simd.ts";

/** As concatReference. @param operands of the step's inputs */
export function concatSimd(step: ConcatStep, operands: readonly (Float32Array | Parameter)[], simd: Simd): Float32Array {
  const { parts, scale, shift } = concatOperands(step, operands);
  const channels = lastAxis(step.output), length = scale ? channels : 0;
  const result = simd.array(elements(step.output.shape));
  const [output, table, factors, shifts, ...places] = simd.workspace([result, parts.length * 2, length, length, ...parts.map(arrayOf)]);
  simd.words(table, parts.length * 2).set(places.flatMap((place, at) => [place, lastAxis(step.inputs[at])]));
  if (scale && shift) {
    copyNumbers(scale, simd.floats(factors, channels));
    copyNumbers(shift, simd.floats(shifts, channels));
  }
  const [lowest = 0] = bitsOf(step.constants.relu ? 0 : -Infinity);
  simd.run("concat", {
    parts: table, partCount: parts.length, output, channels, scale: scale ? factors : 0, shift: shifts, lowest,
  }, result.length / channels);
  return simd.made(result, output);
}
