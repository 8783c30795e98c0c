// The naive device: every op by its TypeScript reference. The oracle that the others are tested against, and what is left where a
// runtime has no WebAssembly SIMD.
import type { Graph, Value, Data } from "../../graph/graph.ts";
import { inspectOnCpu, byReferences, interpretedPhases, interpretedProgram, Interpreter } from "../interpreter.ts";
import type { Arrays, Device } from "../device.ts";

export const openReference = (): Device => ({
  kind: "reference",
  name: "TypeScript, one thread",
  batchSize: 1,
  weights: { count: 0, bytes: 0, packed: 0 },
  compile: async (graph, outputs) => interpretedProgram(graph, outputs, byReferences),
  compilePhases: async (graph, outputs) => interpretedPhases(graph, outputs, byReferences),
  inspect: async (graph) => inspectOnCpu(graph, byReferences),
  lost: () => undefined,
  dispose: () => undefined,
});

/**
 * Every op by its reference, at once.
 * @param inputs by name: [shape of the input], dense, row-major
 * @returns every output by name, likewise
 * @throws GraphError "input" for an input that is missing or has the wrong length
 */
export const runByReferences = (graph: Graph, outputs: readonly Value[], inputs: Arrays): Record<string, Data> =>
  new Interpreter(graph, [outputs], byReferences).run(0, new Map(), inputs);
