// What the engine found about a class at a layer: the methods' maps, and what they are the sums of.
import type { RawMap } from "@camlucida/cam";
import { largestShare } from "../../arithmetic/method_weights.ts";
import type { Material } from "../../material.ts";

const compared = ["grad-cam", "hirescam", "xgrad-cam", "grad-cam++", "layer-cam"] as const;

/** What the engine found about a class at a layer. */
export interface Weighed {
  readonly maps: ReadonlyMap<string, RawMap>; // by the method's name
  readonly isLast: boolean; // the layer that pooling, or whatever is the head, is given
  readonly row: Float32Array | undefined; // CAM's weights, [K]; undefined where there are none
  readonly features: Float32Array; // [P, K]
  readonly gradient: Float32Array; // likewise
}

export async function weigh({ engine, model, photo }: Material, layer: string, classIndex: number): Promise<Weighed> {
  const found: RawMap[] = [];
  for (const method of compared) found.push(await engine.ask({ method, layer, target: { classIndex } }));
  const sum = found.find(({ method }) => method === "hirescam")?.sum;
  if (!sum) throw new RangeError(`the engine does not say of what HiResCAM's map at ${layer} is the sum.`);
  const isLast = isSameLayer(sum.features, photo.prediction.features);
  const cam = isLast && model.hasClassMaps ? await engine.ask({ method: "cam", layer: model.layers.at(-1) ?? layer, target: { classIndex } }) : undefined;
  const row = cam && await engine.classWeights(classIndex);
  return { maps: new Map([...(cam ? [cam] : []), ...found].map((map) => [map.method, map])), isLast, row, features: sum.features, gradient: sum.weights };
}

/** A block that ends the last stage is the last layer too, by another name. */
const isSameLayer = (features: Float32Array, last: Float32Array): boolean => features.length === last.length && largestShare(features, last) < 1e-4; // computed twice, in another order
