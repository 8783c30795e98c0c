// Deletion: how soon the class is lost when the pixels that the map calls most relevant are removed first.
//
//   p_k = p(I with its round(k/steps · H·W) most relevant pixels at 0),   area under p: the smaller the better
//
// 0 in the network's normalised input is the mean colour, as in RISE's code.
// Source  Petsiuk et al. 2018, arXiv:1806.07421 (RISE), section 4.1.
import { curveFrom, defaultSteps, type Curve } from "./curve.ts";
import type { ExplainedImage, ScoreImages } from "./explained_image.ts";
import type { NoValue } from "./measure.ts";

/** @throws ImageError "image-shape", "image-side"; MetricError "steps" */
export function deletion(explained: ExplainedImage, score: ScoreImages, steps = defaultSteps): Promise<Curve | NoValue> {
  const removed = new Float32Array(explained.image.length);
  return curveFrom(explained.image, removed, explained, score, steps);
}
