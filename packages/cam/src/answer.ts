// From what the graph computed to the map that was asked for.
import type { Data, Value } from "@camlucida/tensor";
import { fold } from "./methods/fold.ts";
import type { Probe } from "./methods/probe.ts";
import { strongestChannel, within } from "./methods/pixels.ts";
import type { Asked } from "./network_graph.ts";
import type { Passes } from "./passes.ts";
import type { RawMap, Seed } from "./questions.ts";
import type { Sight } from "./sight.ts";

/** Everything that is known when a question is answered. */
export interface Situation {
  readonly arrays: Readonly<Record<string, Data>>; // of the graph, by name
  readonly sight: Sight;
  readonly seed: Seed;
  readonly input: Float32Array; // [H, W, 3]
  readonly image: Value; // [1, H, W, 3]
  readonly passes: Passes;
  readonly progress: (method: string, done: number, total: number) => void;
}

export async function answerTo(asked: Asked, situation: Situation): Promise<RawMap> {
  const [, height = 0, width = 0] = (asked.parts.pixels ? situation.image : asked.layer).shape;
  const values = asked.parts.pixels ? pixelValues(asked, situation, width, height) : await valuesOf(asked, situation);
  return { method: asked.method.name, layer: asked.layerName, width, height, values };
}

/** A map of pixels, [H, W]. */
function pixelValues({ parts: { pixels, map }, layer }: Asked, { arrays }: Situation, width: number, height: number): Float32Array {
  const values = strongestChannel(arrays[(pixels as Value).name] as Float32Array);
  const [, mapHeight = 0, mapWidth = 0] = layer.shape;
  return map ? within(values, width, height, arrays[map.name] as Float32Array, mapWidth, mapHeight) : values;
}

/** A map of the layer's cells, [h, w]. */
async function valuesOf(asked: Asked, situation: Situation): Promise<Float32Array> {
  const { parts, layer, method: { weights, reduce } } = asked;
  const array = (value: Value | undefined): Float32Array | undefined => value && (situation.arrays[value.name] as Float32Array);
  const map = array(parts.map);
  if (map) return map;
  if (weights.from === "classifier") return classMap(situation);
  const features = array(parts.features) as Float32Array;
  const weighed = weights.from === "passes" ? await weights.weigh(probeOf(asked, features, array(parts.gradient), situation)) : array(parts.weights);
  return fold(reduce, features, weighed, layer.shape[3] ?? 1);
}

/** Σ_c seed_c · M_c: the maps of all classes are there already. */
function classMap({ sight: { classMaps, mapWidth, mapHeight }, seed }: Situation): Float32Array {
  const involved = [...seed.keys()].filter((c) => seed[c] !== 0);
  return Float32Array.from({ length: mapWidth * mapHeight }, (_, at) =>
    involved.reduce((sum, c) => sum + (seed[c] as number) * (classMaps[at * seed.length + c] as number), 0));
}

function probeOf(asked: Asked, features: Float32Array, gradient: Float32Array | undefined, situation: Situation): Probe {
  const { sight, seed, input, image, passes, progress } = situation;
  const [, mapHeight = 0, mapWidth = 0, channels = 0] = asked.layer.shape;
  const [, inputHeight = 0, inputWidth = 0] = image.shape;
  const scores = (from: Value): Probe["scoresOfFeatures"] => (count, make) =>
    passes.score(from, seed, count, make, (done) => progress(asked.method.name, done, count));
  return {
    features, gradient: gradient as Float32Array, channels, mapHeight, mapWidth,
    image: input, inputHeight, inputWidth,
    score: seed.reduce((sum, share, c) => sum + share * (sight.logits[c] as number), 0),
    isLast: asked.isLast,
    scoresOfFeatures: scores(asked.layer),
    scoresOfImages: scores(image),
  };
}
