// Graph → graph: by which algorithm each convolution, and each adjoint of one, is computed. The same numbers but for
// rounding. What a convolution's output is called and read by stays; only the way there changes.
// Which is the fastest depends on the layer and on the adapter: `tune` measures it (tune.ts), `heuristic` knows what is seldom bad.
import { Graph, type Step } from "../../graph/graph.ts";
import { bytesOf } from "../../graph/layout.ts";
import { imageShape, inWords, kernelShape } from "../../graph/shapes.ts";
import { TILE_ROWS } from "../shared/grid.ts";
import type { Algorithm, Parameters } from "./algorithm.ts";
import { convAdjointOp, convOp, convTiledOp, type ConvStep } from "./conv.ts";
import { spaceToDepth, spaceToDepthAndWinograd } from "./space_to_depth.ts";
import { winograd } from "./winograd.ts";
import { f2, f4, tilesOf } from "./winograd_form.ts";

const tiled: Algorithm = (step) => (step.op === convOp && step.constants.groups === 1 ? [{ ...step, op: convTiledOp }] : undefined);

/** The ways to compute a convolution. */
export type AlgorithmName =
  | "direct" | "tiled"
  | "winograd 2×2" | "winograd 4×4" | "winograd 2×2, tiled" | "winograd 4×4, tiled"
  | "space to depth" | "space to depth, winograd 3×3";

export const algorithms: Readonly<Record<AlgorithmName, Algorithm>> = {
  "direct": (step) => [step],
  "tiled": tiled,
  "winograd 2×2": winograd(f2, "plain"),
  "winograd 4×4": winograd(f4, "plain"),
  "winograd 2×2, tiled": winograd(f2, "tiled"),
  "winograd 4×4, tiled": winograd(f4, "tiled"),
  "space to depth": spaceToDepth,
  "space to depth, winograd 3×3": spaceToDepthAndWinograd,
};

/** All of them. */
export const algorithmNames = Object.keys(algorithms) as AlgorithmName[];

/** Which algorithm a convolution is to take; where that one does not apply, it stays as it is. */
export type AlgorithmSelector = (step: ConvStep) => AlgorithmName;

/**
 * The graph with every convolution computed by the algorithm that is selected for it.
 * @param largest bytes that one array may take: what an adapter binds at once. An algorithm whose arrays in between are larger
 * gives way to one without.
 * @example
 * ```ts
 * import { chooseAlgorithms, fuse, Graph, resnet } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const { logits } = resnet(graph, checkpoint, graph.input("image", [1, 224, 224, 3]));
 * const fused = fuse(graph, [logits]);
 * chooseAlgorithms(fused, () => "direct").steps.length === fused.steps.length; // → true
 * chooseAlgorithms(fused, () => "winograd 4×4").steps.length > fused.steps.length; // → true
 * ```
 */
export function chooseAlgorithms(graph: Graph, select: AlgorithmSelector = heuristic, largest = Infinity): Graph {
  const parameters = new Map(graph.parameters);
  const steps = graph.steps.flatMap((step) => (isConvolution(step) ? stepsBy([select(step), "space to depth"], step, parameters, largest) : [step]));
  return Graph.rewritten(graph, steps, parameters);
}

/** By the first algorithm that applies and fits, else directly. */
function stepsBy(names: readonly AlgorithmName[], step: ConvStep, parameters: Parameters, largest: number): Step[] {
  const fits = ({ output }: Step): boolean => output === step.output || bytesOf(output) <= largest;
  for (const name of names) {
    const steps = algorithms[name](step, parameters);
    if (!steps) break;
    if (steps.every(fits)) return steps;
  }
  return [step];
}

export const isConvolution = (step: Step): step is ConvStep => step.op === convOp || step.op === convAdjointOp;

/**
 * Fewest multiplications, unless most of them would be for nobody.
 * @example
 * ```ts
 * import { chooseAlgorithms, fuse, Graph, heuristic, resnet } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const { logits } = resnet(graph, checkpoint, graph.input("image", [1, 224, 224, 3]));
 * const chosen = chooseAlgorithms(fuse(graph, [logits]), heuristic);
 * chosen.steps.some(({ op }) => op.name === "winograd_product"); // → true
 * ```
 */
export const heuristic: AlgorithmSelector = ({ op, inputs, output, constants: { strideH, strideW } }) => {
  const [kernel, , cin] = kernelShape(inputs[1]);
  if (op === convOp && strideH === strideW && strideH > 1 && cin < 4) return Math.ceil(kernel / strideH) === 4 ? "space to depth, winograd 3×3" : "space to depth";
  return tilesOf(imageShape(output), f4).tiles < TILE_ROWS ? "winograd 2×2" : "winograd 4×4";
};

/** What a choice depends on, in words: the same for layers of the same shapes. */
export function convSignature({ op, inputs: [image, weight], output, constants }: ConvStep): string {
  const [kernelH, kernelW] = kernelShape(weight);
  return `${op.name} ${imageShape(image).join("×")} → ${output.shape.join("×")}, ${kernelH}×${kernelW}, ${inWords(constants)}, groups ${constants.groups}`;
}
