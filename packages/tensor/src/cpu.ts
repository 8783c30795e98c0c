// The same graph on the CPU: an interpreter over each op's TypeScript reference.
// The road where there is no WebGPU, and the oracle that every kernel is tested against.
import { inputFor, type Data, type Graph, type Value } from "./graph.ts";
import { inOrder, stagesOf, type Stage, type StagedProgram } from "./stages.ts";

/**
 * @param inputs by name: [shape of the input], dense, row-major
 * @returns every output by name, likewise
 * @throws GraphError "input" for an input that is missing or has the wrong length
 */
export function runOnCpu(graph: Graph, outputs: readonly Value[], inputs: Readonly<Record<string, Data>>): Record<string, Data> {
  const { stages: [stage], kept } = stagesOf(graph, [outputs]);
  return interpret(stage as Stage, kept, new Map<Value, Data>(graph.parameters), inputs);
}

/** As `compileInStages`, without a GPU. A stage that runs too early rejects with GraphError "stage". */
export function stagesOnCpu(graph: Graph, outputs: readonly (readonly Value[])[]): StagedProgram {
  const { stages, kept } = stagesOf(graph, outputs);
  const arrays = new Map<Value, Data>(graph.parameters);
  const runs = stages.map((stage) => async (inputs: Readonly<Record<string, Data>>) => interpret(stage, kept, arrays, inputs));
  return { stages: inOrder(runs), bytes: 0, dispose: () => arrays.clear() };
}

/** Runs one stage on `arrays`, which hold what came before it and keep what comes after it will read. */
function interpret({ steps, inputs: needed, outputs }: Stage, kept: ReadonlySet<Value>, arrays: Map<Value, Data>, inputs: Readonly<Record<string, Data>>): Record<string, Data> {
  for (const value of needed) arrays.set(value, inputFor(value, inputs));
  const lastRead = new Map<Value, number>();
  steps.forEach((step, at) => step.inputs.forEach((value) => lastRead.set(value, at)));
  const made = new Set<Value>();
  steps.forEach((step, at) => {
    arrays.set(step.output, step.op.cpu(step, step.inputs.map((value) => arrays.get(value) as Data)));
    made.add(step.output);
    for (const value of step.inputs) if (lastRead.get(value) === at && made.has(value) && !kept.has(value)) arrays.delete(value);
  });
  return Object.fromEntries(outputs.map((value) => [value.name, arrays.get(value) as Data]));
}
