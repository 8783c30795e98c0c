// The whole way as one line of arrows:
//   image → preprocess → network → evidence → view
import { evidenceFor, type Evidence } from "./network/evidence.ts";
import type { Image } from "./preprocess/image.ts";
import type { Network } from "./network/network.ts";
import { preprocess, type Framing } from "./preprocess/preprocess.ts";
import { renderView, type RenderedView, type ViewOptions } from "./views/style.ts";

/** The evidence for a class, and its picture. */
export interface Explanation extends Evidence {
  readonly picture: RenderedView;
}

/**
 * Explains the most probable class of a photograph: the shortest use of this package, and its table of contents. The network runs on
 * its device, the picture is drawn on the CPU. Programs that explain many photographs keep the network open and make the same five calls.
 * @param image [H, W, 4] RGBA u8; @param network whose preprocessing it goes through
 * @returns the evidence (class, logit, map [h, w] in logits, residual) and the picture [H, W, 4]
 * @throws ImageError, ViewError; NetworkError "logits-not-finite"; DeviceError
 * @example
 * ```ts
 * import { explain, viewOptions } from "@camlucida/cam";
 *
 * const { classIndex, residual, picture } = await explain(photo, network, "crop", viewOptions({ view: "positive" }));
 * classIndex === pass.prediction.ranking[0]; // → true
 * residual < 1e-4; // → true
 * picture.overlay.data.length === photo.data.length; // → true
 * ```
 */
export async function explain(image: Image, network: Network, framing: Framing, view: ViewOptions): Promise<Explanation> {
  const { input, region } = preprocess(image, network.preprocessing, framing);
  const { prediction } = await network.forward([input]);
  const fault = network.faultOf(prediction);
  if (fault) throw fault;
  const evidence = evidenceFor(prediction, network, prediction.ranking[0] ?? 0);
  const picture = renderView(evidence.map, evidence.mapWidth, evidence.mapHeight, image, region, view);
  return { ...evidence, picture };
}
