// An ONNX file as the guide shows it: its nodes, the steps that they became, and which of those run as one. Nothing is computed, no
// device is needed, and the model that is open stays.
import { fuse, kindOf, type Step, stepsFor, type Value } from "@camlucida/tensor";
import type { NodeOutcome, OnnxNetwork } from "@camlucida/tensor/onnx";

export interface OnnxReading {
  readonly producer: string;
  readonly opset: number;
  readonly image: readonly number[]; // [1, H, W, C]
  readonly nodes: readonly OnnxNodeReading[]; // in the order in which they are computed
  readonly steps: readonly OnnxStepReading[]; // likewise
  readonly fused: number; // steps that are left when they are fused
  readonly skipped: readonly string[]; // operators behind the logits
}

/** A node, and those behind it that are one function with it. */
export interface OnnxNodeReading {
  readonly op: string;
  readonly name: string;
  readonly joined: readonly { readonly op: string; readonly name: string }[];
  readonly reads: readonly string[]; // outputs of other nodes, or the image
  readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** `steps`: what computes it; `placed`: only the places of axes change; `known`: its numbers depend on no image; `unused`: it is left out, as what reads it looks behind it. */
  readonly became: "steps" | "placed" | "known" | "unused";
  readonly steps: readonly number[]; // of `OnnxReading.steps`
  readonly output: { readonly shape: readonly number[]; readonly here: readonly number[]; readonly axes: readonly (readonly number[])[] } | undefined; // here: of the engine's array; axes: see OutputPlace
}

export interface OnnxStepReading {
  readonly kind: string; // "conv"
  readonly name: string;
  readonly shape: readonly number[];
  readonly node: number | undefined; // of `OnnxReading.nodes`; undefined: it lays out what a node reads or makes
  readonly runs: number; // in which of the fused steps, 0 …
}

/** @throws CheckpointError as `readOnnx` and `onnxNetwork` */
export async function readingOf(file: Uint8Array): Promise<OnnxReading> {
  const { onnxNetwork, readOnnx } = await import("@camlucida/tensor/onnx");
  const model = readOnnx(file);
  const network = onnxNetwork(model);
  const steps = stepsFor(network.graph.steps, [network.logits]);
  const places = new Map(steps.map((step, at) => [step, at]));
  const shapes = new Map([...model.initializers].map(([name, { shape }]) => [name, shape]));
  const live = new Set([network.image, ...steps.map(({ output }) => output)]);
  const fused = fusedPlaces(network, steps);
  return {
    producer: model.producer,
    opset: model.opset,
    image: network.image.shape,
    nodes: network.outcomes.map((outcome) => nodeReading(outcome, shapes, places, live)),
    steps: steps.map((step, at) => {
      const node = network.outcomes.findIndex((outcome) => outcome.steps.includes(step));
      return { kind: kindOf(step), name: step.output.name, shape: step.output.shape, node: node < 0 ? undefined : node, runs: fused.places[at] as number };
    }),
    fused: fused.count,
    skipped: network.skipped,
  };
}

function nodeReading({ node, joined, steps, output }: NodeOutcome, shapes: ReadonlyMap<string, readonly number[]>, places: ReadonlyMap<Step, number>, live: ReadonlySet<Value>): OnnxNodeReading {
  return {
    op: node.op,
    name: node.name,
    joined: joined.map(({ op, name }) => ({ op, name })),
    reads: node.inputs.filter((name) => name !== "" && !shapes.has(name)),
    weights: node.inputs.flatMap((name) => { const shape = shapes.get(name); return shape ? [{ name, shape }] : []; }),
    became: !output ? "known" : steps.length > 0 ? "steps" : live.has(output.value) ? "placed" : "unused",
    steps: steps.map((step) => places.get(step) as number),
    output: output && { shape: output.shape, here: output.value.shape, axes: output.axes },
  };
}

/** Of each step the one of the fused graph that it is part of: the first behind it whose output is still made. */
function fusedPlaces({ graph, logits }: OnnxNetwork, steps: readonly Step[]): { readonly places: readonly number[]; readonly count: number } {
  const fused = fuse(graph, [logits], { gradients: false }).steps;
  const kept = new Map(fused.map(({ output }, at) => [output, at]));
  const placeOf = (step: Step): number => {
    const own = kept.get(step.output);
    if (own !== undefined) return own;
    const reader = steps.find(({ inputs }) => inputs.includes(step.output));
    return reader ? placeOf(reader) : fused.length - 1;
  };
  return { places: steps.map(placeOf), count: fused.length };
}
