// The same graph on the CPU: an interpreter over each op's TypeScript reference, or its WebAssembly where it has some.
// The road where there is no GPU; the references are the oracle that every kernel is tested against.
import { inputFor, type Data, type Graph, type Operand, type Step, type Value } from "./graph.ts";
import { isParameter, numbersOf } from "./parameter.ts";
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
  return interpret(stage as Stage, kept, new Map<Value, Operand>(graph.parameters), inputs);
}

/**
 * As `compileInStages`, without a GPU. A stage that runs too early rejects with GraphError "stage".
 * @param simd what helps; several programs may share it, and then share the weights it keeps
 */
export function stagesOnCpu(graph: Graph, outputs: readonly (readonly Value[])[], simd?: Simd): StagedProgram {
  const { stages, kept } = stagesOf(graph, outputs);
  const arrays = new Map<Value, Operand>(graph.parameters);
  const runs = stages.map((stage) => async (inputs: Readonly<Record<string, Data>>) => interpret(stage, kept, arrays, inputs, simd));
  return { stages: inOrder(runs), bytes: 0, dispose: () => arrays.clear() };
}

/** Runs one stage on `arrays`, which hold what came before it and keep what comes after it will read. */
function interpret(
  { steps, inputs: needed, outputs }: Stage, kept: ReadonlySet<Value>, arrays: Map<Value, Operand>, inputs: Readonly<Record<string, Data>>, simd?: Simd,
): Record<string, Data> {
  for (const value of needed) arrays.set(value, inputFor(value, inputs));
  const lastRead = new Map<Value, number>();
  steps.forEach((step, at) => step.inputs.forEach((value) => lastRead.set(value, at)));
  const made = new Set<Value>();
  steps.forEach((step, at) => {
    arrays.set(step.output, computeStep(step, arrays, simd));
    made.add(step.output);
    for (const value of new Set(step.inputs)) {
      if (lastRead.get(value) !== at || !made.has(value) || kept.has(value)) continue;
      simd?.recycle(arrays.get(value) as Data);
      arrays.delete(value);
    }
  });
  return Object.fromEntries(outputs.map((value) => [value.name, arrays.get(value) as Data]));
}

/** What a step makes of `arrays`: a new array. Parameters that a reference reads become arrays there. */
export function computeStep(step: Step, arrays: Map<Value, Operand>, simd?: Simd): Data {
  const read = step.inputs.map((value) => arrays.get(value) as Operand);
  return (simd && step.op.simd?.(step, read, simd)) ?? step.op.cpu(step, step.inputs.map((value) => arrayOf(value, arrays)));
}

function arrayOf(value: Value, arrays: Map<Value, Operand>): Data {
  const known = arrays.get(value) as Operand;
  if (!isParameter(known)) return known;
  const numbers = numbersOf(known);
  arrays.set(value, numbers);
  return numbers;
}
