// From the arrays that a program left to the map that was requested.
//
//   [h, w] of a layer   class maps as they are; else M[y,x] = Σ_k weight_k · A_k[y,x], in the graph or here (methods/weighted_sum.ts)
//   [H, W] of pixels    the strongest channel of ∂⟨seed, logits⟩/∂image, times the positive part of another map where the method says so
import { imageShape, lastAxis, type Data, type Value } from "@camlucida/tensor";
import { fold } from "../methods/weighted_sum.ts";
import type { ScoringContext } from "../methods/method.ts";
import { within } from "../methods/guided_grad_cam.ts";
import { strongestChannel } from "../methods/input_gradient.ts";
import type { RequestedMap } from "./network_graph.ts";
import type { Perturbations } from "./perturbation.ts";
import type { Prediction } from "./prediction.ts";
import type { PassProgress, RawMap, Seed, MapDetail, WeightedSum } from "./requests.ts";
import { classMapValues } from "./targets.ts";

/** Everything that a map may be made from. */
export interface MapContext {
  readonly arrays: Readonly<Record<string, Data>>; // of the graph, by name
  readonly prediction: Prediction;
  readonly seed: Seed;
  readonly input: Float32Array; // [H, W, 3]
  readonly image: Value; // [1, H, W, 3]
  readonly perturbations: Perturbations;
  readonly detail: MapDetail;
  readonly progress: PassProgress;
}

export async function mapOf(requested: RequestedMap, context: MapContext): Promise<RawMap> {
  const [, height, width] = imageShape(requested.parts.pixels ? context.image : requested.layer);
  const found = requested.parts.pixels ? { values: pixelValues(requested, context, width, height) } : await valuesOf(requested, context);
  return { method: requested.method.name, layer: requested.layerName, width, height, ...found };
}

/** A map of pixels, [H, W]. */
function pixelValues({ parts: { pixels, map }, layer }: RequestedMap, { arrays }: MapContext, width: number, height: number): Float32Array {
  const values = strongestChannel(arrays[(pixels as Value).name] as Float32Array);
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
    isLast: requested.isLast,
    scoresOfFeatures: scores(requested.layer),
    scoresOfImages: scores(image),
  };
}
