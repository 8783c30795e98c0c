// Several maps as one: over layers, of which early ones say precisely where and late ones what; or over variants of the image, so that
// what depends on accidents of one averages out.
import { ViewError } from "../views/scale.ts";
import { resizeOpenCvF32 } from "../preprocess/resample/opencv.ts";
import type { RawMap, MapRequest, PassProgress, Seed } from "./requests.ts";
import type { Network } from "./network.ts";

/** How maps of several layers become one: see `LayerFusion`. */
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
 * import { fuseLayers, logitOf, methodNamed } from "@camlucida/cam";
 *
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

// Test-time augmentation: the mean map over six variants of the image, {as it is, mirrored} × {0.9, 1, 1.1} its contrast. Six times the work.
//
//   M = 1/6 · Σ_v v⁻¹(M_v)          raw maps, which keep their sign and their unit: a variant that shows more counts for more
//   M = 1/6 · Σ_v v⁻¹(finish(M_v))  where another system finishes each map before it averages: with `finish`
//
// Source  the six variants: pytorch-grad-cam's aug_smooth, which averages finished maps and leaves their mean as it is.

const variants = [true, false].flatMap((mirrored) => [0.9, 1.1, 1].map((factor) => ({ mirrored, factor })));

/** What is done while variants of an image are explained. */
export interface AugmentationOptions {
  readonly progress?: PassProgress;
  /** What is made of each variant's maps before they are averaged: nothing, unless said. */
  readonly finish?: ((maps: readonly RawMap[]) => readonly RawMap[]) | undefined;
}

/**
 * As the maps of one forward pass, averaged over the variants.
 * @param input [H, W, C], of the network's size
 * @example
 * ```ts
 * import { augmentedMaps, logitOf, methodNamed, preprocess } from "@camlucida/cam";
 *
 * const { input } = preprocess(photo, network.preprocessing, "crop");
 * const [map] = await augmentedMaps(network, input, [{ method: methodNamed("cam"), layer: "layer4" }], logitOf(0, network.classes));
 * map?.values.length; // → 49
 * ```
 */
export async function augmentedMaps(
  network: Pick<Network, "forward" | "preprocessing">, input: Float32Array, requests: readonly MapRequest[], target: Seed,
  { progress = () => undefined, finish = (maps) => maps }: AugmentationOptions = {},
): Promise<RawMap[]> {
  const { size: { height, width } } = network.preprocessing;
  const channels = input.length / (height * width);
  const sums: Float64Array[] = [];
  let maps: readonly RawMap[] = [];
  for (const { mirrored, factor } of variants) {
    const pass = await network.forward([(mirrored ? mirror(input, width, channels) : input).map((x) => x * factor)], { thenMaps: requests });
    try {
      maps = finish(await pass.maps(requests, target, { progress }));
    } finally {
      pass.dispose();
    }
    maps.forEach(({ values, width: mapWidth }, at) => {
      const sum = (sums[at] ??= new Float64Array(values.length));
      (mirrored ? mirror(values, mapWidth, 1) : values).forEach((x, i) => { sum[i] = (sum[i] as number) + x; });
    });
  }
  return maps.map((map, at) => ({ ...map, values: Float32Array.from(sums[at] as Float64Array, (x) => x / variants.length) }));
}

/** Left and right exchanged: [H, W, channels]. */
function mirror(values: Float32Array, width: number, channels: number): Float32Array {
  return values.map((_, at) => {
    const pixel = Math.floor(at / channels);
    const x = pixel % width;
    return values[(pixel - x + (width - 1 - x)) * channels + (at % channels)] as number;
  });
}
