// The whole way as one line of arrows:
//   image → preprocess → network → evidence → view
import type { Checkpoint } from "@camlucida/tensor";
import { evidenceFor, type Evidence } from "./network/evidence.ts";
import type { Image } from "./preprocess/image.ts";
import type { Network } from "./network/network.ts";
import { normalisationFrom } from "./preprocess/normalisation.ts";
import { preprocess, type Framing } from "./preprocess/preprocess.ts";
import { renderView, type RenderedView, type ViewOptions } from "./views/render.ts";

export interface Explanation extends Evidence {
  readonly picture: RenderedView;
}

/**
 * Explains the most probable class of a photograph, on the CPU: the shortest use of this package, and its table of
 * contents. Programs that explain many photographs keep the network open and go through the same five calls.
 * @throws ImageError, ViewError; NetworkError "logits-not-finite"; DeviceError
 */
export async function explain(image: Image, checkpoint: Checkpoint, network: Network, framing: Framing, view: ViewOptions): Promise<Explanation> {
  const { input, region } = preprocess(image, normalisationFrom(checkpoint.metadata), framing);
  const { prediction } = await network.forward([input]);
  const fault = network.faultOf(prediction);
  if (fault) throw fault;
  const evidence = evidenceFor(prediction, network, prediction.ranking[0] ?? 0);
  const picture = renderView(evidence.map, evidence.mapWidth, evidence.mapHeight, image, region, view);
  return { ...evidence, picture };
}
