// The same graph on the CPU: an interpreter over each op's TypeScript reference.
// The road where there is no WebGPU, and the oracle that every kernel is tested against.
import { inputFor, stepsFor, type Data, type Graph, type Value } from "./graph.ts";

/**
 * @param inputs by name: [shape of the input], dense, row-major
 * @returns every output by name, likewise
 * @throws GraphError "input" for an input that is missing or has the wrong length
 */
export function runOnCpu(graph: Graph, outputs: readonly Value[], inputs: Readonly<Record<string, Data>>): Record<string, Data> {
  const steps = stepsFor(graph.steps, outputs);
  const arrays = new Map<Value, Data>(graph.parameters);
  for (const value of graph.inputs) arrays.set(value, inputFor(value, inputs));
  const lastRead = new Map<Value, number>();
  steps.forEach((step, at) => step.inputs.forEach((value) => lastRead.set(value, at)));
  steps.forEach((step, at) => {
    arrays.set(step.output, step.op.cpu(step, step.inputs.map((value) => arrays.get(value) as Data)));
    for (const value of step.inputs) if (lastRead.get(value) === at && !outputs.includes(value)) arrays.delete(value);
  });
  return Object.fromEntries(outputs.map((value) => [value.name, arrays.get(value) as Data]));
}
