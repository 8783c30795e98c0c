// Unfused graph → fused graph: batch-norm folded into the weights, ReLU and residual into the convolution.
// ResNet-18 goes from 68 steps to 23. The Values that remain are the very same objects, so that
// `compile(gpu, fuse(graph, outputs), outputs)` needs no translation.
//
//   γ·(w·x + b − mean)/√(variance + ε) + β  =  (s·w)·x + (s·(b − mean) + β),   s = γ/√(variance + ε)
import { stepsFor, Graph, type Step, type Value } from "./graph.ts";
import { addOp } from "../ops/add/add.ts";
import { batchNormOp, type BatchNormAttributes } from "../ops/batch_norm/batch_norm.ts";
import { convOp, type ConvStep } from "../ops/conv/conv.ts";
import { reluOp } from "../ops/relu/relu.ts";
import { formOf, numbersOf, parameterOf, parameterOfRows, type Numbers, type Parameter } from "./parameter.ts";

/**
 * The same computation in fewer steps: batch-norm, ReLU and the residual folded into the convolutions before them.
 * @param outputs Values that must stay readable; the steps between them may vanish
 * @example
 * ```ts
 * import { fuse, Graph, resnet } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const { logits } = resnet(graph, checkpoint, graph.input("image", [1, 224, 224, 3]));
 * graph.steps.length; // → 68
 * fuse(graph, [logits]).steps.length; // → 23
 * ```
 */
export function fuse(graph: Graph, outputs: readonly Value[]): Graph {
  const steps = stepsFor(graph.steps, outputs);
  const parameters = new Map(graph.parameters);
  const readers = countReaders(steps);
  const fused = new Map<Value, Step>(); // by output, in order

  for (const step of steps) {
    const merged = merge(step, (value) => {
      const maker = fused.get(value);
      const onlyReader = readers.get(value) === 1 && !outputs.includes(value);
      return maker?.op === convOp && onlyReader ? (maker as ConvStep) : undefined;
    }, parameters);
    if (merged) fused.delete(merged.swallowed);
    fused.set(step.output, merged?.step ?? step);
  }
  return Graph.rewritten(graph, [...fused.values()], parameters);
}

function countReaders(steps: readonly Step[]): Map<Value, number> {
  const readers = new Map<Value, number>();
  for (const value of steps.flatMap((step) => step.inputs)) readers.set(value, (readers.get(value) ?? 0) + 1);
  return readers;
}

interface Merged {
  /** The convolution that now makes `step`'s output. */
  readonly step: Step;
  /** The Value that is made no more. */
  readonly swallowed: Value;
}

/** Joins `step` to the convolution before it. `convFor` answers that convolution if nobody else reads its output. */
function merge(step: Step, convFor: (value: Value) => ConvStep | undefined, parameters: Map<Value, Parameter>): Merged | undefined {
  const [first, second] = step.inputs as [Value, Value];
  const before = convFor(first);
  const plain = before && before.inputs.length === 3 && !before.constants.relu ? before : undefined;
  if (step.op === batchNormOp && plain) return { step: fold(plain, step as Step<BatchNormAttributes>, parameters), swallowed: first };
  if (step.op === reluOp && before && !before.constants.relu) {
    return { step: { ...before, constants: { ...before.constants, relu: 1 }, output: step.output }, swallowed: first };
  }
  if (step.op === addOp && plain && first !== second) {
    return { step: { ...plain, inputs: [...plain.inputs, second], output: step.output }, swallowed: first };
  }
  return undefined;
}

/** The convolution with batch-norm's scale in its weights [K, K, Cin, Cout] and its shift in its bias [Cout]. */
function fold(conv: ConvStep, norm: Step<BatchNormAttributes>, parameters: Map<Value, Parameter>): Step {
  const [image, weight, bias] = conv.inputs as [Value, Value, Value];
  const { scale, shift } = affineOf(norm, parameters);
  const form = `with ${norm.output.name}`;
  const folded = (value: Value, make: (numbers: Parameter) => Numbers): Value => {
    const parameter = parameters.get(value) as Parameter;
    const named = { ...value, name: `${value.name} ${form}` };
    parameters.set(named, formOf(parameter, form, () => make(parameter)));
    return named;
  };
  const foldedWeight = folded(weight, (numbers) => scaled(numbers, scale()));
  const foldedBias = folded(bias, (numbers) => parameterOf(numbersOf(numbers).map((b, k) => shift(b, k))));
  return { ...conv, inputs: [image, foldedWeight, foldedBias], output: norm.output };
}

/** s [Cout] and b ↦ s·(b − mean) + β of a batch-norm, read when they are first needed. */
function affineOf({ inputs, constants }: Step<BatchNormAttributes>, parameters: ReadonlyMap<Value, Parameter>): { scale: () => Float64Array; shift: (b: number, k: number) => number } {
  let known: { gain: Float64Array; beta: Float32Array; mean: Float32Array } | undefined;
  const read = (): NonNullable<typeof known> => {
    const [gamma, beta, mean, variance] = inputs.slice(1).map((value) => numbersOf(parameters.get(value) as Parameter)) as [Float32Array, Float32Array, Float32Array, Float32Array];
    return { gain: Float64Array.from(gamma, (g, k) => g / Math.sqrt((variance[k] as number) + constants.epsilon)), beta, mean };
  };
  return {
    scale: () => (known ??= read()).gain,
    shift: (b, k) => {
      const { gain, beta, mean } = (known ??= read());
      return (gain[k] as number) * (b - (mean[k] as number)) + (beta[k] as number);
    },
  };
}

/** weight [..., Cout] · scale [Cout], where it is written. */
function scaled({ length, rows, write }: Parameter, scale: Float64Array): Numbers {
  if (rows) return parameterOfRows({ ...rows, scale: rows.scale.map((factor, k) => factor * (scale[k] as number)) });
  return {
    length,
    write: (into) => {
      write(into);
      for (let at = 0; at < length;) {
        for (let k = 0; k < scale.length; k++, at++) into[at] = (into[at] as number) * (scale[k] as number);
      }
    },
  };
}
