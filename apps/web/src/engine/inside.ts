// The network layer by layer, for those who want to see how it comes to its answer: nothing fused, every value kept.
import { type Network, unfusedGraph, type UnfusedGraph } from "@camlucida/cam";
import { type Graph, kindOf, type Step, workOf } from "@camlucida/tensor";
import { EngineError } from "./calls.ts";
import type { Inside, InsideLayer } from "./protocol.ts";

export interface Insight {
  look(input: Float32Array): Promise<void>;
  /** @throws EngineError "layer-unknown" */
  valueOf(layer: string): Promise<Float32Array>;
  /** Medians. ms, in the order of the layers */
  times(): Promise<readonly number[]>;
  dispose(): void;
}

const ROUNDS = 5;

/** @throws DeviceError "out-of-memory", "device-lost" */
export async function openInsight({ graph: whole, device }: Network): Promise<Insight> {
  const { graph, image } = unfusedGraph(whole);
  const inspection = await device.inspect(graph);
  const values = new Map(graph.steps.map(({ output }) => [output.name, output]));
  return {
    look: (input) => inspection.run({ [image.name]: input }),
    valueOf: async (layer) => {
      const value = values.get(layer);
      if (!value) throw new EngineError("layer-unknown", `engine: there is no layer "${layer}" in this network. Choose one of its list.`);
      return inspection.valueOf(value);
    },
    times: async () => (await inspection.times(ROUNDS)).map(({ milliseconds }) => milliseconds.toSorted((a, b) => a - b)[milliseconds.length >> 1] ?? 0),
    dispose: () => inspection.dispose(),
  };
}

/** What is known of every layer before anything is computed, in the order in which they are computed. */
export function insideOf({ graph, stages }: UnfusedGraph): Inside {
  const stageOf = stagesOfSteps(graph, stages);
  const shaders = new Map<string, number>(); // many layers have the same
  const layers = graph.steps.map((step, at) => layerOf(step, graph, stageOf[at] ?? "", shaders));
  return { layers, shaders: [...shaders.keys()] };
}

/** Of each step the stage that it belongs to: the next that ends at or after it. */
function stagesOfSteps(graph: Graph, stages: Readonly<Record<string, { readonly name: string }>>): string[] {
  const places = new Map(graph.steps.map(({ output }, at) => [output.name, at]));
  const ends = Object.entries(stages).map(([stage, { name }]) => ({ stage, end: places.get(name) ?? -1 }));
  return graph.steps.map((_, at) => ends.find(({ end }) => end >= at)?.stage ?? "");
}

function layerOf(step: Step, graph: Graph, stage: string, shaders: Map<string, number>): InsideLayer {
  const { wgsl, constants, workgroups } = step.op.kernel(step);
  const shader = shaders.get(wgsl) ?? shaders.size;
  shaders.set(wgsl, shader);
  const facts = ({ name, shape }: { readonly name: string; readonly shape: readonly number[] }) => ({ name, shape });
  return {
    name: step.output.name,
    stage,
    op: kindOf(step),
    shape: step.output.shape,
    inputs: step.inputs.filter((value) => !graph.parameters.has(value)).map(facts),
    parameters: step.inputs.filter((value) => graph.parameters.has(value)).map(facts),
    ...workOf(step),
    shader,
    attributes: step.constants,
    constants,
    workgroups,
  };
}
