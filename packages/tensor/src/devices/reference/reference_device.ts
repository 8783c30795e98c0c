// The naive device: every op by its TypeScript reference. The oracle that the others are tested against, and what is left where a
// runtime has no WebAssembly SIMD.
import type { Graph, Value, Data } from "../../graph/graph.ts";
import { inspectOnCpu, byReferences, interpretedPhases, interpretedProgram, Interpreter } from "../interpreter.ts";
import type { Arrays, Device } from "../device.ts";

/**
 * The CPU by the references in TypeScript: slow, and readable.
 * @example
 * ```ts
 * import { Graph, openReference, softmax } from "@camlucida/tensor";
 *
 * const device = openReference();
 * const graph = new Graph();
 * const output = softmax(graph, "probabilities", graph.input("logits", [1, 2]));
 * const program = await device.compile(graph, [output]);
 * await program.run({ logits: Float32Array.of(3, 3) }); // → { probabilities: Float32Array.of(0.5, 0.5) }
 * ```
 */
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
 * @example
 * ```ts
 * import { Graph, relu, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = relu(graph, "output", graph.input("input", [3]));
 * runByReferences(graph, [output], { input: Float32Array.of(-1, 0, 2) }); // → { output: Float32Array.of(0, 0, 2) }
 * ```
 */
export const runByReferences = (graph: Graph, outputs: readonly Value[], inputs: Arrays): Record<string, Data> =>
  new Interpreter(graph, [outputs], byReferences).run(0, new Map(), inputs);
