// The same graph on the CPU: an interpreter over each op's TypeScript reference, or its WebAssembly where it has some.
// The road where there is no GPU; the references are the oracle that every kernel is tested against.
import { inputFor, type Data, type Graph, type Operand, type Step, type Value } from "./graph.ts";
import { numbersOf, type Parameter } from "./parameter.ts";
import type { Simd } from "./simd/simd.ts";
import { inOrder, stagesOf, type Stage, type StagedProgram } from "./stages.ts";

/**
 * Every op by its reference.
 * @param inputs by name: [shape of the input], dense, row-major
 * @returns every output by name, likewise
 * @throws GraphError "input" for an input that is missing or has the wrong length
 */
export function runOnCpu(graph: Graph, outputs: readonly Value[], inputs: Readonly<Record<string, Data>>): Record<string, Data> {
  const { stages: [stage], kept } = stagesOf(graph, [outputs]);
  return interpret(stage as Stage, kept, graph, new Map(), inputs);
}

/**
 * As `compileInStages`, without a GPU. A stage that runs too early rejects with GraphError "stage".
 * @param simd what helps; several programs may share it, and then share the weights it keeps
 */
export function stagesOnCpu(graph: Graph, outputs: readonly (readonly Value[])[], simd?: Simd): StagedProgram {
  const { stages, kept } = stagesOf(graph, outputs);
  const arrays = new Map<Value, Data>();
  const runs = stages.map((stage) => async (inputs: Readonly<Record<string, Data>>) => interpret(stage, kept, graph, arrays, inputs, simd));
  const dispose = (): void => {
    arrays.forEach((array) => simd?.recycle(array));
    arrays.clear();
  };
  return { stages: inOrder(runs), bytes: 0, notFinite: [], dispose };
}

/** Runs one stage on `arrays`, which hold what came before it and keep what comes after it will read. */
function interpret(
  { steps, inputs: needed, outputs }: Stage, kept: ReadonlySet<Value>, graph: Graph, arrays: Map<Value, Data>, inputs: Readonly<Record<string, Data>>, simd?: Simd,
): Record<string, Data> {
  for (const value of needed) arrays.set(value, inputFor(value, inputs));
  const lastRead = new Map<Value, number>();
  steps.forEach((step, at) => step.inputs.forEach((value) => lastRead.set(value, at)));
  const made = new Set<Value>();
  steps.forEach((step, at) => {
    letGo(step.output, arrays, simd); // of the last run
    arrays.set(step.output, computeStep(step, graph, arrays, simd));
    made.add(step.output);
    for (const value of new Set(step.inputs)) {
      if (lastRead.get(value) === at && made.has(value) && !kept.has(value)) letGo(value, arrays, simd);
    }
  });
  return Object.fromEntries(outputs.map((value) => [value.name, released(arrays.get(value) as Data, simd)]));
}

/** Forgets what a value was: the next step may have its memory. */
export function letGo(value: Value, arrays: Map<Value, Data>, simd?: Simd): void {
  const array = arrays.get(value);
  if (array) simd?.recycle(array);
  arrays.delete(value);
}

const released = (array: Data, simd: Simd | undefined): Data => simd?.release(array) ?? array;

/**
 * What a step makes of a graph's parameters and of `arrays`: a new array.
 * @param arrays parameters that a reference reads join them
 */
export function computeStep(step: Step, { parameters }: Graph, arrays: Map<Value, Data>, simd?: Simd): Data {
  const operands = step.inputs.map((value) => (parameters.get(value) ?? arrays.get(value)) as Operand);
  const result = simd && step.op.simd?.(step, operands, simd);
  return result ?? step.op.cpu(step, step.inputs.map((value, at) => arrays.get(value) ?? arrayOf(value, operands[at] as Parameter, arrays)));
}

function arrayOf(value: Value, parameter: Parameter, arrays: Map<Value, Data>): Float32Array {
  const numbers = numbersOf(parameter);
  arrays.set(value, numbers);
  return numbers;
}
