// Concatenation, batch-norm and ReLU → one step, graph → graph: the last pass of fuse.ts. A dense block joins, before
// every layer, all that the layers before it have made, and normalises it anew. Joined on the way to its normalisation
// it need not be copied, but for every fourth concatenation, since a step reads five arrays at most:
//
//   DenseNet-121 at 224 pixels: 58 concatenations that write 40.7 MB → 11 that write 7.4 MB, and one pass over what
//   is joined, where join, normalisation and ReLU were three
//
// Where nothing is joined, but no convolution stands before a batch-norm that could take it in, as in ResNetV2, it and its
// ReLU become one step too: of one part.
//
//   γ·(x − mean)/√(variance + ε) + β  =  s·x + (β − s·mean),   s = γ/√(variance + ε)
//
// Source    Huang et al. 2017, arXiv:1608.06993; Pleiss et al. 2017, arXiv:1707.06990, on what the copies cost.
import { Graph, type Step, type Value } from "./graph.ts";
import { batchNormOp, scaleOf, type BatchNormAttributes } from "../ops/batch_norm/batch_norm.ts";
import { concatOp, MOST_PARTS, type ConcatStep } from "../ops/concat/concat.ts";
import { reluOp } from "../ops/relu/relu.ts";
import { formOf, numbersOf, type Parameter } from "./parameter.ts";

/** @param outputs Values that must stay readable */
export function foldConcats(graph: Graph, outputs: readonly Value[]): Graph {
  if (!graph.steps.some((step) => isPlainConcat(step) || isNorm(step))) return graph;
  const kept = new Set(outputs);
  const steps = withoutRepeats(graph.steps, kept);
  const readers = readersOf(steps);
  const { parts, unmade } = partsOf(steps, readers, kept);
  const parameters = new Map(graph.parameters);
  const folded = new Map<Value, Step>(); // by output, in order
  const isOnlyReader = (value: Value): boolean => readers.get(value)?.length === 1 && !kept.has(value);

  for (const step of steps) {
    const [input] = step.inputs as [Value];
    const before = folded.get(input);
    if (isPlainConcat(step)) {
      if (!unmade.has(step.output)) folded.set(step.output, { ...step, inputs: parts.get(step.output) ?? step.inputs });
    } else if (isNorm(step)) {
      const joined = unmade.has(input) ? (parts.get(input) as readonly Value[]) : [input];
      const inputs = [...joined, ...scaleAndShift(step, parameters)];
      folded.set(step.output, { op: concatOp, inputs, output: step.output, constants: { scaled: 1, relu: 0 } });
    } else if (step.op === reluOp && before && isNormed(before) && isOnlyReader(input)) {
      folded.delete(input);
      folded.set(step.output, { ...before, output: step.output, constants: { scaled: 1, relu: 1 } });
    } else folded.set(step.output, step);
  }
  return Graph.rewritten(graph, [...folded.values()], parameters);
}

const isPlainConcat = (step: Step): step is ConcatStep => step.op === concatOp && !step.constants["scaled"];
const isNormed = ({ op, constants }: Step): boolean =>
  op === concatOp && Boolean(constants["scaled"]) && !constants["relu"];
const isNorm = (step: Step): step is Step<BatchNormAttributes> => step.op === batchNormOp;

/** The steps without those that join what another has joined: a file may name all inputs of every layer. */
function withoutRepeats(steps: readonly Step[], kept: ReadonlySet<Value>): Step[] {
  const joined = new Map<string, Value>(); // by the names of the inputs, which are unique in a graph
  const same = new Map<Value, Value>(); // what is read instead
  return steps.flatMap((step) => {
    const inputs = step.inputs.map((value) => same.get(value) ?? value);
    if (isPlainConcat(step)) {
      const key = JSON.stringify(inputs.map(({ name }) => name));
      const found = joined.get(key);
      if (found && !kept.has(step.output)) {
        same.set(step.output, found);
        return [];
      }
      joined.set(key, found ?? step.output);
    }
    return [{ ...step, inputs }];
  });
}

function readersOf(steps: readonly Step[]): Map<Value, Step[]> {
  const readers = new Map<Value, Step[]>();
  for (const step of steps) for (const value of step.inputs) readers.set(value, [...(readers.get(value) ?? []), step]);
  return readers;
}

interface Parts {
  /** What each concatenation joins, with what others have joined before it taken apart: at most MOST_PARTS. */
  readonly parts: ReadonlyMap<Value, readonly Value[]>;
  /** Concatenations that are made no more, since all who read them read their parts. */
  readonly unmade: ReadonlySet<Value>;
}

function partsOf(
  steps: readonly Step[], readers: ReadonlyMap<Value, readonly Step[]>, kept: ReadonlySet<Value>,
): Parts {
  const parts = new Map<Value, readonly Value[]>();
  const unmade = new Set<Value>();
  const apart = (inputs: readonly Value[]): Value[] =>
    inputs.flatMap((value) => (unmade.has(value) ? (parts.get(value) as readonly Value[]) : [value]));
  for (const step of steps) {
    if (!isPlainConcat(step)) continue;
    for (const input of step.inputs) {
      if (apart(step.inputs).length > MOST_PARTS) unmade.delete(input); // that one is made
    }
    parts.set(step.output, apart(step.inputs));
    const canBeApart = (readers.get(step.output) ?? []).every((reader) =>
      isPlainConcat(reader) || (isNorm(reader) && reader.inputs[0] === step.output));
    if (canBeApart && !kept.has(step.output)) unmade.add(step.output);
  }
  return { parts, unmade };
}

/** A batch-norm's s and β − s·mean, [C] each. */
function scaleAndShift(
  { inputs, output, constants }: Step<BatchNormAttributes>, parameters: Map<Value, Parameter>,
): [Value, Value] {
  const [, gamma, beta, mean, variance] = inputs as [Value, Value, Value, Value, Value];
  const numbers = (value: Value): Float32Array => numbersOf(parameters.get(value) as Parameter);
  const scale = (): Float64Array => scaleOf(numbers(gamma), numbers(variance), constants.epsilon);
  const shift = (): Float64Array => {
    const [after, about] = [numbers(beta), numbers(mean)];
    return scale().map((factor, c) => (after[c] as number) - factor * (about[c] as number));
  };
  const made = (of: Value, part: string, make: () => Float64Array): Value => {
    const value = { ...of, name: `${output.name} (${part})` };
    const parameter = parameters.get(of) as Parameter;
    let known: Float64Array | undefined; // asked for at every run
    const exact = (): Float64Array => (known ??= make());
    parameters.set(value, formOf(parameter, `${part} of ${output.name}`, () => ({ length: parameter.length, exact, write: (into) => into.set(exact()) })));
    return value;
  };
  return [made(gamma, "scale", scale), made(beta, "shift", shift)];
}
