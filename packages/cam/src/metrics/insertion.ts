// Insertion: how soon the class appears in a blurred image when the pixels that the map calls most relevant are put back first.
//
//   p_k = p(blurred I with its round(k/steps · H·W) most relevant pixels as in I),   area under p: the larger the better
//
// Source  Petsiuk et al. 2018, arXiv:1806.07421 (RISE), section 4.1; blur.ts says how the blur differs from RISE's code.
import { blur } from "./blur.ts";
import { curveFrom, defaultSteps, type Curve } from "./curve.ts";
import { requireExplained, type ExplainedImage, type ScoreImages } from "./explained_image.ts";
import type { NoValue } from "./measure.ts";

/** @throws ImageError "image-shape", "image-side"; MetricError "steps" */
export async function insertion(explained: ExplainedImage, score: ScoreImages, steps = defaultSteps): Promise<Curve | NoValue> {
  requireExplained(explained);
  const { image, width, height } = explained;
  return curveFrom(blur(image, width, height), image, explained, score, steps);
}
