// Maps of one method at several layers, as one: early layers say precisely where, late ones what.
import { ViewError } from "../views/scale.ts";
import { resizeOpenCvF32 } from "../preprocess/resample/opencv.ts";
import type { RawMap } from "../network/requests.ts";

export const layerFusions = ["mean", "max", "product"] as const;

/** mean and max of the signed maps; the product of their positive parts: where every layer agrees. */
export type LayerFusion = (typeof layerFusions)[number];

const combine: Record<LayerFusion, (values: readonly number[]) => number> = {
  mean: (values) => values.reduce((sum, x) => sum + x, 0) / values.length,
  max: (values) => Math.max(...values),
  product: (values) => values.reduce((product, x) => product * Math.max(x, 0), 1),
};

/**
 * Layers differ in scale and size: each map is divided by its largest |value| (one of zeros stays), enlarged bilinearly to
 * the finest of them, then combined. So the result lies in −1 … 1, without a unit.
 * @throws ViewError "no-maps" for an empty list
 * @example
 * ```ts
 * const maps = await pass.maps(["layer3", "layer4"].map((layer) => ({ method: methodNamed("layer-cam"), layer })), logitOf(0, network.classes));
 * const { layer, width } = fuseLayers(maps, "mean");
 * [layer, width]; // → ["layer3+layer4", 14]
 * ```
 */
export function fuseLayers(maps: readonly RawMap[], fusion: LayerFusion): RawMap {
  const finest = maps.reduce((best, map) => (best && best.width * best.height >= map.width * map.height ? best : map), maps[0]);
  if (!finest) throw new ViewError("no-maps", "layers: there is no map to fuse; name at least one layer.");
  const { width, height, method } = finest;
  const enlarged = maps.map((map) => resizeOpenCvF32(unitScale(map.values), map.width, map.height, 1, width, height));
  const values = Float32Array.from({ length: width * height }, (_, at) => combine[fusion](enlarged.map((map) => map[at] as number)));
  return { method, layer: maps.map(({ layer }) => layer).join("+"), width, height, values };
}

function unitScale(values: Float32Array): Float32Array {
  const largest = values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return largest > 0 ? values.map((x) => x / largest) : values;
}
