// From what the graph computed to the map that was requested.
import type { Data, Value } from "@camlucida/tensor";
import { fold } from "../methods/weighted_sum.ts";
import type { Probe } from "../methods/method.ts";
import { within } from "../methods/guided_grad_cam.ts";
import { strongestChannel } from "../methods/input_gradient.ts";
import type { Requested } from "./network_graph.ts";
import type { Perturbations } from "./perturbation.ts";
import type { Prediction } from "./prediction.ts";
import type { Progress, RawMap, Seed, Told, WeightedSum } from "./requests.ts";

/** Everything that is known when a map is made. */
export interface Situation {
  readonly arrays: Readonly<Record<string, Data>>; // of the graph, by name
  readonly prediction: Prediction;
  readonly seed: Seed;
  readonly input: Float32Array; // [H, W, 3]
  readonly image: Value; // [1, H, W, 3]
  readonly perturbations: Perturbations;
  readonly tells: Told;
  readonly progress: Progress;
}

export async function mapOf(requested: Requested, situation: Situation): Promise<RawMap> {
  const [, height = 0, width = 0] = (requested.parts.pixels ? situation.image : requested.layer).shape;
  const found = requested.parts.pixels ? { values: pixelValues(requested, situation, width, height) } : await valuesOf(requested, situation);
  return { method: requested.method.name, layer: requested.layerName, width, height, ...found };
}

/** A map of pixels, [H, W]. */
function pixelValues({ parts: { pixels, map }, layer }: Requested, { arrays }: Situation, width: number, height: number): Float32Array {
  const values = strongestChannel(arrays[(pixels as Value).name] as Float32Array);
  const [, mapHeight = 0, mapWidth = 0] = layer.shape;
  return map ? within(values, width, height, arrays[map.name] as Float32Array, mapWidth, mapHeight) : values;
}

/** A map of the layer's cells, [h, w], and what it is the sum of where that has been read. */
async function valuesOf(requested: Requested, situation: Situation): Promise<Pick<RawMap, "values" | "sum">> {
  const { parts, layer, method: { weights, reduce } } = requested;
  const array = (value: Value | undefined): Float32Array | undefined => value && (situation.arrays[value.name] as Float32Array);
  if (weights.from === "classifier") return { values: classMap(situation) };
  const features = array(parts.features);
  const weighed = weights.from === "passes" ? await weights.weigh(probeOf(requested, features as Float32Array, array(parts.gradient), situation)) : array(parts.weights);
  const values = array(parts.map) ?? fold(reduce, features as Float32Array, weighed, layer.shape[3] ?? 1);
  const isTold = situation.tells === "maps and their sums" && reduce === "sum";
  return { values, ...(isTold && features && weighed && { sum: { features, weights: weighed } satisfies WeightedSum }) };
}

/** Σ_c seed_c · M_c: the maps of all classes are there already. */
function classMap({ prediction: { classMaps, mapWidth, mapHeight }, seed }: Situation): Float32Array {
  const involved = [...seed.keys()].filter((c) => seed[c] !== 0);
  return Float32Array.from({ length: mapWidth * mapHeight }, (_, at) =>
    involved.reduce((sum, c) => sum + (seed[c] as number) * (classMaps[at * seed.length + c] as number), 0));
}

function probeOf(requested: Requested, features: Float32Array, gradient: Float32Array | undefined, situation: Situation): Probe {
  const { prediction, seed, input, image, perturbations, progress } = situation;
  const [, mapHeight = 0, mapWidth = 0, channels = 0] = requested.layer.shape;
  const [, inputHeight = 0, inputWidth = 0] = image.shape;
  const scores = (from: Value): Probe["scoresOfFeatures"] => (count, make) =>
    perturbations.score(from, seed, count, make, (done) => progress(requested.method.name, done, count));
  return {
    features, gradient: gradient as Float32Array, channels, mapHeight, mapWidth,
    image: input, inputHeight, inputWidth,
    score: seed.reduce((sum, share, c) => sum + share * (prediction.logits[c] as number), 0),
    isLast: requested.isLast,
    scoresOfFeatures: scores(requested.layer),
    scoresOfImages: scores(image),
  };
}
