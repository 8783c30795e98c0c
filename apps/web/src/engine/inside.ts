// The network layer by layer, for those who want to see how it comes to its answer: what is known before anything is computed.
import type { UnfusedGraph } from "@camlucida/cam";
import { type Graph, kindOf, type Step, workOf } from "@camlucida/tensor";
import type { Inside, InsideLayer } from "./protocol.ts";

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
    opName: step.op.name,
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
