// Test-time augmentation: the mean map over six variants of the image, {as it is, mirrored} × {0.9, 1, 1.1} its contrast.
// What depends on accidents of one image averages out. Six times the work.
//
//   M = 1/6 · Σ_v v⁻¹(M_v)          raw maps, which keep their sign and their unit: a variant that shows more counts for more
//   M = 1/6 · Σ_v v⁻¹(finish(M_v))  where another system finishes each map before it averages: with `finish`
//
// Source  the six variants: pytorch-grad-cam's aug_smooth, which averages finished maps and leaves their mean as it is.
import type { Network } from "../network/network.ts";
import type { MapRequest, PassProgress, RawMap, Seed } from "../network/requests.ts";

const variants = [true, false].flatMap((mirrored) => [0.9, 1.1, 1].map((factor) => ({ mirrored, factor })));

export interface AugmentationOptions {
  readonly progress?: PassProgress;
  /** What is made of each variant's maps before they are averaged: nothing, unless said. */
  readonly finish?: ((maps: readonly RawMap[]) => readonly RawMap[]) | undefined;
}

/**
 * As the maps of one forward pass, averaged over the variants.
 * @param input [H, W, 3], `width` pixels wide
 * @example
 * ```ts
 * const { input } = preprocess(photo, imagenetNormalisation, "crop");
 * const [map] = await augmentedMaps(network, input, 224, [{ method: methodNamed("cam"), layer: "layer4" }], logitOf(0, network.classes));
 * map.values.length; // → 49
 * ```
 */
export async function augmentedMaps(
  network: Pick<Network, "forward">, input: Float32Array, width: number, requests: readonly MapRequest[], target: Seed,
  { progress = () => undefined, finish = (maps) => maps }: AugmentationOptions = {},
): Promise<RawMap[]> {
  const sums: Float64Array[] = [];
  let maps: readonly RawMap[] = [];
  for (const { mirrored, factor } of variants) {
    const pass = await network.forward([(mirrored ? mirror(input, width, 3) : input).map((x) => x * factor)], { thenMaps: requests });
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
