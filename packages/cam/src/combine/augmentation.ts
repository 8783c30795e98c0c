// Test-time augmentation: the mean map over six variants of the image, {as it is, mirrored} × {0.9, 1, 1.1} its contrast.
// What depends on accidents of one image averages out. Six times the work.
// Source  pytorch-grad-cam's aug_smooth: the same six, multiplied after normalisation.
import type { Network, Progress } from "../network.ts";
import type { RawMap, Seed } from "../questions.ts";

/** The image as it is comes last, so that it is what the network has seen. */
const variants = [true, false].flatMap((mirrored) => [0.9, 1.1, 1].map((factor) => ({ mirrored, factor })));

/**
 * As `network.see(input)`, then `network.answer(seed)`, averaged over the variants.
 * @param input [H, W, 3], `width` pixels wide; @param wanted indices of the questions to answer: all, unless said
 */
export async function answerAugmented(
  network: Network, input: Float32Array, width: number, seed: Seed, progress?: Progress, wanted?: readonly number[],
): Promise<RawMap[]> {
  const sums: Float64Array[] = [];
  let maps: readonly RawMap[] = [];
  for (const { mirrored, factor } of variants) {
    await network.see((mirrored ? mirror(input, width, 3) : input).map((x) => x * factor));
    maps = await network.answer(seed, progress, undefined, wanted);
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
