// Graph → graph: by which algorithm each convolution, and each adjoint of one, is computed. The same numbers but for
// rounding. What a convolution's output is called and read by stays; only the way there changes.
// Which is the fastest depends on the layer and on the adapter: `tune` measures it (tune.ts), `usual` knows what is seldom bad.
import { Graph, type Step, type Value } from "../../graph/graph.ts";
import { bytesOf } from "../../graph/layout.ts";
import { convOp } from "./conv.ts";
import { convAdjointOp } from "./conv_adjoint.ts";
import { f2, f4, tilesOf } from "./winograd_form.ts";
import type { Algorithm, Parameters } from "./algorithm.ts";
import { throughDepth, throughDepthAndWinograd } from "./through_depth.ts";
import { throughTiles } from "./through_tiles.ts";
import { throughWinograd } from "./through_winograd.ts";

export const algorithms = {
  "direct": (step) => [step],
  "tiled": throughTiles,
  "winograd 2×2": throughWinograd(f2, "plain"),
  "winograd 4×4": throughWinograd(f4, "plain"),
  "winograd 2×2, tiled": throughWinograd(f2, "tiled"),
  "winograd 4×4, tiled": throughWinograd(f4, "tiled"),
  "space to depth": throughDepth,
  "space to depth, winograd 3×3": throughDepthAndWinograd,
} satisfies Record<string, Algorithm>;

export type AlgorithmName = keyof typeof algorithms;

export const algorithmNames = Object.keys(algorithms) as AlgorithmName[];

/** Which algorithm a step is to take; where that one does not apply, it stays as it is. */
export type Choice = (step: Step) => AlgorithmName;

/**
 * @param largest bytes that one array may take: what an adapter binds at once. An algorithm whose arrays in between are larger
 * gives way to one without.
 */
export function chooseAlgorithms(graph: Graph, choice: Choice = usual, largest = Infinity): Graph {
  const parameters = new Map(graph.parameters);
  const steps = graph.steps.flatMap((step) => (isConvolution(step) ? stepsBy([choice(step), "space to depth"], step, parameters, largest) : [step]));
  return Graph.rewritten(graph, steps, parameters);
}

/** By the first algorithm that applies and fits, else directly. */
function stepsBy(names: readonly AlgorithmName[], step: Step, parameters: Parameters, largest: number): Step[] {
  const fits = ({ output }: Step): boolean => output === step.output || bytesOf(output) <= largest;
  for (const name of names) {
    const steps = algorithms[name](step, parameters);
    if (!steps) break;
    if (steps.every(fits)) return steps;
  }
  return [step];
}

export const isConvolution = ({ op }: Step): boolean => op === convOp || op === convAdjointOp;

const PIXELS_OF_A_PRODUCT = 8; // rows that an invocation of winograd_product.wgsl computes together

/** Fewest multiplications, unless most of them would be for nobody. */
export const usual: Choice = ({ op, inputs, output, constants }) => {
  const { stride = 1 } = constants;
  const [kernel = 1, , cin = 0] = (inputs[1] as Value).shape;
  if (op === convOp && stride > 1 && cin < 4) return Math.ceil(kernel / stride) === 4 ? "space to depth, winograd 3×3" : "space to depth";
  return tilesOf(output.shape, f4).tiles < PIXELS_OF_A_PRODUCT ? "winograd 2×2" : "winograd 4×4";
};

/** What a choice depends on, in words: the same for layers of the same shapes. */
export function layerOf({ op, inputs, output, constants }: Step): string {
  const [image, weight] = inputs as [Value, Value];
  const { stride = 1, padding = 0, dilation = 1, groups = 1 } = constants;
  return `${op.name} ${image.shape.join("×")} → ${output.shape.join("×")}, ${weight.shape.slice(0, 2).join("×")}, stride ${stride}, padding ${padding}, dilation ${dilation}, groups ${groups}`;
}
