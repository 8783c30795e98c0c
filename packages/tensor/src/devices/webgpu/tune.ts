// Measures which algorithm is the fastest for each layer of a graph on one adapter: what `heuristic` can only guess.
// Candidates in, times in, the best out; an algorithm whose numbers do not hold there is no candidate.
import type { Gpu } from "./gpu.ts";
import { Graph, elements, type Data, type Step, type Value } from "../../graph/graph.ts";
import { Memory } from "./memory.ts";
import { phasesOf } from "../../graph/phases.ts";
import { instanceOf, prepareRecipe } from "./prepare.ts";
import { compile } from "./program.ts";
import { timeOnGpu } from "./profile.ts";
import type { Lease } from "./weights.ts";
import type { ConvStep } from "../../ops/conv/conv.ts";
import { algorithmNames, chooseAlgorithms, convSignature, heuristic, isConvolution, type AlgorithmName, type AlgorithmSelector } from "../../ops/conv/choose.ts";

/** The fastest algorithm of each layer that was measured, by the layer's name. */
export type Tuning = Readonly<Record<string, AlgorithmName>>;

/** What was measured of all layers of the same shapes. */
export interface TunedLayer {
  readonly layer: string; // as convSignature names it
  readonly count: number; // of such layers
  readonly heuristic: AlgorithmName; // what would be chosen without measuring
  /** Median times of what applies and agrees, ms, the fastest first. */
  readonly times: readonly { readonly algorithm: AlgorithmName; readonly milliseconds: number }[];
  /** What gave other numbers here than the direct convolution. */
  readonly wrong: readonly AlgorithmName[];
}

/**
 * What was measured, else the heuristic's.
 * @example
 * ```ts
 * import { chooseAlgorithms, conv, fromTuning, Graph } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const weight = graph.parameter("weight", [3, 3, 4, 4], new Float32Array(144).fill(0.1));
 * const bias = graph.parameter("bias", [4], new Float32Array(4));
 * conv(graph, "features", graph.input("image", [1, 8, 8, 4]), weight, bias, { padding: 1 });
 * const layer = "conv 1×8×8×4 → 1×8×8×4, 3×3, stride 1, padding 1, dilation 1, groups 1";
 * chooseAlgorithms(graph, fromTuning({ [layer]: "tiled" })).steps.map(({ op }) => op.name); // → ["conv_tiled"]
 * ```
 */
export const fromTuning = (tuning: Tuning): AlgorithmSelector => (step) => tuning[convSignature(step)] ?? heuristic(step);

/**
 * The fastest algorithm of each layer that was measured, to be kept and read by `fromTuning`.
 * @example
 * ```ts
 * import { tuningOf, type TunedLayer } from "@camlucida/tensor";
 *
 * const layer = "conv 1×8×8×4 → 1×8×8×4, 3×3, stride 1, padding 1, dilation 1, groups 1";
 * const measured: Omit<TunedLayer, "times"> = { layer, count: 1, heuristic: "winograd 2×2", wrong: [] };
 * tuningOf([{ ...measured, times: [{ algorithm: "tiled", milliseconds: 0.2 }] }]); // → { [layer]: "tiled" }
 * ```
 */
export const tuningOf = (layers: readonly TunedLayer[]): Tuning =>
  Object.fromEntries(layers.flatMap(({ layer, times: [best] }) => (best ? [[layer, best.algorithm]] : [])));

/** Called before each layer, with those that were measured so far. */
export type TuneProgress = (done: number, total: number, layers: readonly TunedLayer[]) => void;

/** Of max |output|: Winograd's F(4×4) loses 1e-5; a driver that gets a shader wrong loses everything. */
const AGREEMENT = 1e-3;

const ROUNDS = 7;

/**
 * Measures every distinct convolution of fused graphs.
 * @param progress called before each layer, with those that were measured so far: whoever is interrupted can keep them
 * @throws DeviceError "out-of-memory", "shader", "device-lost"
 * @example
 * ```ts
 * import { conv, Graph, tune } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const weight = graph.parameter("weight", [3, 3, 4, 4], new Float32Array(144).fill(0.1));
 * const bias = graph.parameter("bias", [4], new Float32Array(4));
 * conv(graph, "features", graph.input("image", [1, 8, 8, 4]), weight, bias, { padding: 1 });
 * const [measured] = await tune(gpu, [graph]);
 * measured?.layer; // → "conv 1×8×8×4 → 1×8×8×4, 3×3, stride 1, padding 1, dilation 1, groups 1"
 * ```
 */
export async function tune(gpu: Gpu, graphs: readonly Graph[], progress: TuneProgress = () => undefined): Promise<TunedLayer[]> {
  const layers = new Map<string, { readonly step: ConvStep; readonly graph: Graph; count: number }>();
  for (const graph of graphs) {
    for (const step of graph.steps.filter(isConvolution)) {
      const known = layers.get(convSignature(step)) ?? { step, graph, count: 0 };
      layers.set(convSignature(step), { ...known, count: known.count + 1 });
    }
  }
  const measured: TunedLayer[] = [];
  for (const [layer, { step, graph, count }] of layers) {
    progress(measured.length, layers.size, [...measured]);
    measured.push({ layer, count, heuristic: heuristic(step), ...(await measure(gpu, alone(step, graph))) });
  }
  return measured;
}

/** A layer as a graph of its own, its inputs given. */
interface Layer {
  readonly graph: Graph;
  readonly output: Value;
  readonly inputs: Readonly<Record<string, Data>>;
}

function alone({ op, inputs, output, constants }: Step, { parameters }: Graph): Layer {
  const graph = new Graph();
  const given: Record<string, Data> = {};
  const values = [...new Set(inputs)].map((value) => {
    const data = parameters.get(value);
    if (data) return graph.parameter(value.name, value.shape, data);
    given[value.name] = Float32Array.from({ length: elements(value.shape) }, (_, at) => Math.sin(at)); // every sign and size
    return graph.input(value.name, value.shape, value.type);
  });
  const copies = inputs.map((value) => values[[...new Set(inputs)].indexOf(value)] as Value);
  return { graph, output: graph.step(op, output.name, copies, output.shape, constants, output.type), inputs: given };
}

async function measure(gpu: Gpu, { graph, output, inputs }: Layer): Promise<Pick<TunedLayer, "times" | "wrong">> {
  const ways = algorithmNames.map((algorithm) => ({ algorithm, graph: chooseAlgorithms(graph, () => algorithm) }))
    .filter(({ algorithm, graph: { steps } }) => algorithm === "direct" || steps[0] !== graph.steps[0]);
  const results: Float32Array[] = [];
  for (const way of ways) results.push(await outputOf(gpu, { graph: way.graph, output, inputs }));
  const right = ways.filter((_, at) => agrees(results[at] as Float32Array, results[0] as Float32Array));
  const memory = new Memory(gpu.device);
  const leases: Lease[] = [];
  try {
    const works = [];
    for (const way of right) {
      const recipe = await prepareRecipe(gpu, memory, way.graph, phasesOf(way.graph, [[output]]));
      leases.push(recipe.weights);
      works.push((await instanceOf(gpu, memory, recipe)).phases.flatMap(({ dispatches }) => dispatches));
    }
    const times = await timeOnGpu(gpu, works, ROUNDS);
    const medians = right.map(({ algorithm }, at) => ({ algorithm, milliseconds: median(times[at] ?? []) }));
    const wrong = ways.filter((way) => !right.includes(way)).map(({ algorithm }) => algorithm);
    return { times: medians.sort((a, b) => a.milliseconds - b.milliseconds), wrong };
  } finally {
    memory.dispose();
    leases.forEach((lease) => lease.release());
  }
}

async function outputOf(gpu: Gpu, { graph, output, inputs }: Layer): Promise<Float32Array> {
  const program = await compile(gpu, graph, [output]);
  try {
    return (await program.run(inputs))[output.name] as Float32Array;
  } finally {
    program.dispose();
  }
}

function agrees(found: Float32Array, expected: Float32Array): boolean {
  const allowed = AGREEMENT * expected.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
  return found.every((x, at) => Math.abs(x - (expected[at] as number)) <= allowed); // a NaN agrees with nothing
}

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? NaN;
