// The result of one forward pass of 1 … n images: their predictions, and the activations that maps are made from. Any number of passes
// may be alive; each makes any map of any of its images, any number of times, in any order.
//
//   map:  ⟨seed, logits⟩ → the gradient at a layer → a map; the maps of all classes by CAM come with the forward pass
//
// A map is made from the arrays that a program left:
//
//   [h, w] of a layer   class maps as they are; else M[y,x] = Σ_k weight_k · A_k[y,x], in the graph or here (methods/weighted_sum.ts)
//   [H, W] of pixels    the strongest channel of ∂⟨seed, logits⟩/∂image, times the positive part of another map where the method says so
import { GraphError, imageShape, lastAxis, type Data, type PhasedRun, type Value } from "@camlucida/tensor";
import type { Prediction } from "./prediction.ts";
import type { Programs, RequestProgram } from "./programs.ts";
import type { MapOptions, MapRequest, RawMap, Seed, PassProgress, MapDetail, WeightedSum } from "./requests.ts";
import { fold } from "../methods/weighted_sum.ts";
import type { ScoringContext } from "../methods/method.ts";
import { within } from "../methods/guided_grad_cam.ts";
import { strongestChannel } from "../methods/input_gradient.ts";
import type { RequestedMap } from "./network_graph.ts";
import type { Perturbations } from "./perturbation.ts";
import { classMapValues } from "./evidence.ts";

/** What one forward pass left behind: its images' predictions, and maps of any of them. The caller disposes of it. */
export interface Pass {
  /** One for each image, in their order. */
  readonly predictions: readonly Prediction[];
  /** Of the first image. */
  readonly prediction: Prediction;
  /**
   * A map of one image for one target. What a method and a layer need beside the forward pass is computed here, the first time with
   * a compilation.
   * @returns values [height, width] of the layer, or of the image for methods of its gradient: signed, in logits, unnormalised
   * @throws GraphError "input", "unknown-layer", "last-layer-only", "disposed"; DeviceError "out-of-memory", "device-lost"
   * @example
   * ```ts
   * import { logitOf, methodNamed } from "@camlucida/cam";
   *
   * const map = await pass.map({ method: methodNamed("grad-cam"), layer: "layer3" }, logitOf(2, network.classes));
   * [map.method, map.layer, map.width, map.height]; // → ["grad-cam", "layer3", 14, 14]
   * map.values.length; // → 196
   * ```
   */
  map(request: MapRequest, target: Seed, options?: MapOptions): Promise<RawMap>;
  /** Several maps of one target, by one backward pass. */
  maps(requests: readonly MapRequest[], target: Seed, options?: MapOptions): Promise<RawMap[]>;
  /** Releases the activations on the device. */
  dispose(): void;
  [Symbol.dispose](): void;
}

/** @param inputs [H, W, C] each; @param begun the forward pass itself, where it has kept activations of the first image */
export function passOf(programs: Programs, inputs: readonly Float32Array[], predictions: readonly Prediction[], begun?: Begun): Pass {
  const runs = new Map<string, Promise<PhasedRun>>();
  if (begun) runs.set(keyOf(begun.program, 0), Promise.resolve(begun.run));
  let disposed = false;

  /** The first phase of a program for an image: kept until the pass is disposed of, so that another target needs a backward pass only. */
  const runOf = (program: RequestProgram, image: number): Promise<PhasedRun> => {
    const key = keyOf(program, image);
    const run = runs.get(key) ?? program.begin(inputs[image] as Float32Array);
    runs.set(key, run);
    run.catch(() => runs.delete(key));
    return run;
  };
  const maps: Pass["maps"] = async (requests, target, { image = 0, detail = "maps", progress = () => undefined } = {}) => {
    if (disposed) throw programs.disposed();
    const prediction = predictionAt(predictions, image);
    requireTarget(target, prediction);
    const program = await programs.forRequests(requests, detail);
    try {
      const arrays: Record<string, Data> = program.outputs.length > 0 ? await (await runOf(program, image)).phase(1, program.seedsOf(target)) : {};
      const context = { arrays, prediction, seed: target, input: inputs[image] as Float32Array, image: programs.image, perturbations: program.perturbations, detail, progress };
      const found: RawMap[] = [];
      for (const requested of program.requestedFor(requests)) found.push(await mapOf(requested, context)); // one after the other: each may fill the device
      return found;
    } finally {
      program.release();
    }
  };
  const dispose = (): void => {
    disposed = true;
    runs.forEach((run) => void run.then(({ dispose: release }) => release(), () => undefined));
    runs.clear();
  };
  return { predictions, prediction: predictions[0] as Prediction, maps, map: async (request, target, options) => (await maps([request], target, options))[0] as RawMap, dispose, [Symbol.dispose]: dispose };
}

function predictionAt(predictions: readonly Prediction[], image: number): Prediction {
  const prediction = predictions[image];
  if (prediction) return prediction;
  throw new GraphError("input", `network: this pass has no image ${image}; expected 0 … ${predictions.length - 1}, in the order of the inputs.`);
}

function requireTarget(target: Seed, { logits }: Prediction): void {
  if (target.length === logits.length) return;
  throw new GraphError("input", `network: the target weighs ${target.length} logits; this network has ${logits.length}. Make it with logitOf or contrastOf for as many classes.`);
}

/** A first phase that has run. */
interface Begun {
  readonly program: RequestProgram;
  readonly run: PhasedRun;
}

const keyOf = ({ key }: RequestProgram, image: number): string => `${image} ${key}`;

/** Everything that a map may be made from. */
interface MapContext {
  readonly arrays: Readonly<Record<string, Data>>; // of the graph, by name
  readonly prediction: Prediction;
  readonly seed: Seed;
  readonly input: Float32Array; // [H, W, C]
  readonly image: Value; // [1, H, W, C]
  readonly perturbations: Perturbations;
  readonly detail: MapDetail;
  readonly progress: PassProgress;
}

async function mapOf(requested: RequestedMap, context: MapContext): Promise<RawMap> {
  const [, height, width] = imageShape(requested.parts.pixels ? context.image : requested.layer);
  const found = requested.parts.pixels ? { values: pixelValues(requested, context, width, height) } : await valuesOf(requested, context);
  return { method: requested.method.name, layer: requested.layerName, width, height, ...found };
}

/** A map of pixels, [H, W]. */
function pixelValues({ parts: { pixels, map }, layer }: RequestedMap, { arrays }: MapContext, width: number, height: number): Float32Array {
  const values = strongestChannel(arrays[(pixels as Value).name] as Float32Array, lastAxis(pixels));
  const [, mapHeight, mapWidth] = imageShape(layer);
  return map ? within(values, width, height, arrays[map.name] as Float32Array, mapWidth, mapHeight) : values;
}

/** A map of the layer's cells, [h, w], and its summands where they were requested. */
async function valuesOf(requested: RequestedMap, context: MapContext): Promise<Pick<RawMap, "values" | "sum">> {
  const { parts, layer, method: { weights, reduce } } = requested;
  const array = (value: Value | undefined): Float32Array | undefined => value && (context.arrays[value.name] as Float32Array);
  if (weights.from === "classifier") return { values: classMapValues(context.prediction, context.seed) };
  const features = array(parts.features);
  const weighed = weights.from === "passes" ? await weights.weigh(scoringContext(requested, features as Float32Array, array(parts.gradient), context)) : array(parts.weights);
  const values = array(parts.map) ?? fold(reduce, features as Float32Array, weighed, lastAxis(layer));
  const withSum = context.detail === "maps and their sums" && reduce === "sum";
  return { values, ...(withSum && features && weighed && { sum: { features, weights: weighed } satisfies WeightedSum }) };
}

function scoringContext(requested: RequestedMap, features: Float32Array, gradient: Float32Array | undefined, context: MapContext): ScoringContext {
  const { prediction, seed, input, image, perturbations, progress } = context;
  const [, mapHeight, mapWidth, channels] = imageShape(requested.layer);
  const [, inputHeight, inputWidth] = imageShape(image);
  const scores = (from: Value): ScoringContext["scoresOfFeatures"] => (count, make) =>
    perturbations.score(from, seed, count, make, (done) => progress(requested.method.name, done, count));
  return {
    features, gradient: gradient as Float32Array, channels, mapHeight, mapWidth,
    image: input, inputHeight, inputWidth,
    score: seed.reduce((sum, share, c) => sum + share * (prediction.logits[c] as number), 0),
    isLinear: requested.isLinear,
    scoresOfFeatures: scores(requested.layer),
    scoresOfImages: scores(image),
  };
}
