// What a forward pass says of one image.
import type { Data } from "@camlucida/tensor";
import type { Forward } from "./network_graph.ts";

export interface Prediction {
  readonly logits: Float32Array; //        [classes]
  readonly probabilities: Float32Array; // [classes]: softmax, or the sigmoid of a single logit
  readonly ranking: readonly number[]; //  class indices, most probable first: five, or all if there are fewer
  readonly mapWidth: number;
  readonly mapHeight: number;
  readonly classMaps: Float32Array; //     [mapHeight, mapWidth, classes], raw and signed, in logits
  readonly features: Float32Array; //      [mapHeight, mapWidth, channels], ≥ 0: layer4, of which the class maps are made
}

export function predictionOf(results: Readonly<Record<string, Data>>, { logits, probabilities, top, classMaps, features }: Forward): Prediction {
  const [, mapHeight = 0, mapWidth = 0, classes = 0] = classMaps.shape;
  const array = ({ name }: { readonly name: string }): Float32Array => results[name] as Float32Array;
  return {
    logits: array(logits),
    probabilities: array(probabilities).subarray(0, classes),
    // a damaged network's logits may be NaN, which no order ranks: the GPU then answers an index beyond the last class
    ranking: Array.from(array(top)).filter((index, at) => at % 2 === 0 && index < classes),
    mapWidth,
    mapHeight,
    classMaps: array(classMaps),
    features: array(features),
  };
}
