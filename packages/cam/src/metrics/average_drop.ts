// Average drop and increase in confidence: does the part of the image that the map shows keep the class by itself?
//
//   E = I ⊙ max(M, 0)/max M,   p = p(I), p' = p(E):   drop = 100 · max(0, p − p')/p,   increase = 100 if p' > p, else 0
//
// The drop is relative to the class's probability p, of each image by itself, in %. Both are in %, so that their means over
// images are the paper's numbers. A small drop and many increases speak for the map.
// The image is the network's normalised input: what the map hides becomes the mean colour, not black.
// Source  Chattopadhay et al. 2018, arXiv:1710.11063 (Grad-CAM++), section 4.
import { requireExplained, noValue, type ExplainedImage, type ScoreImages, type Measure } from "./measure.ts";
import { describeMap } from "../views/scale.ts";

/** How much of the probability is lost, and whether it grew. */
export interface AverageDrop {
  readonly drop: Measure; //     %, 0 … 100
  readonly increase: Measure; // %, 0 or 100
}

/**
 * Average drop and increase in confidence, when only what the map shows is left of the image.
 * A map that is positive nowhere shows nothing: its explanation image is the mean colour everywhere, and what that scores
 * counts. One that is the same positive number everywhere shows the image itself: drop 0, increase 0.
 * @throws ImageError "image-shape", "image-side"
 * @example
 * ```ts
 * import { averageDrop } from "@camlucida/cam";
 *
 * const { drop, increase } = await averageDrop(explained, score);
 * drop.value !== null && drop.value >= 0 && drop.value <= 100; // → true
 * [0, 100].includes(increase.value ?? NaN); // → true
 * ```
 */
export async function averageDrop(explained: ExplainedImage, score: ScoreImages): Promise<AverageDrop> {
  requireExplained(explained);
  const { image, map } = explained;
  const { finite, max } = describeMap(map);
  if (!finite) return { drop: noValue("map-not-finite"), increase: noValue("map-not-finite") };
  const { probabilities } = await score(2, (index, into) => (index === 0 ? into.set(image) : explanationImage(image, map, max, into)));
  return compared(probabilities[0]!, probabilities[1]!);
}

/** I ⊙ max(M, 0)/max M, [H, W, C]. */
function explanationImage(image: Float32Array, map: Float32Array, max: number, into: Float32Array): void {
  if (max <= 0) return;
  const channels = image.length / map.length;
  image.forEach((x, at) => { into[at] = x * (Math.max(map[Math.floor(at / channels)]!, 0) / max); });
}

function compared(before: number, after: number): AverageDrop {
  if (!Number.isFinite(before) || !Number.isFinite(after)) return { drop: noValue("score-not-finite"), increase: noValue("score-not-finite") };
  const drop: Measure = before > 0 ? { value: (100 * Math.max(0, before - after)) / before } : noValue("score-not-positive");
  return { drop, increase: { value: after > before ? 100 : 0 } };
}
