// The whole way as one line of arrows:
//   image → preprocess → network → evidence → view
import type { Checkpoint } from "@camlucida/tensor";
import { evidenceFor, type Evidence } from "./evidence.ts";
import type { Image } from "./image.ts";
import { openNetwork } from "./network.ts";
import { normalisationFrom } from "./normalisation.ts";
import { preprocess, type Framing } from "./preprocess.ts";
import { renderView, type RenderedView, type ViewOptions } from "./views/render.ts";

export interface Explanation extends Evidence {
  readonly picture: RenderedView;
}

/**
 * Explains the most probable class of a photograph, on the CPU: the shortest use of this package, and its table of
 * contents. Programs that explain many photographs keep the network open and go through the same five calls.
 * @throws CheckpointError, ImageError, ViewError; NetworkError "logits-not-finite"
 */
export async function explain(image: Image, checkpoint: Checkpoint, framing: Framing, view: ViewOptions): Promise<Explanation> {
  const network = await openNetwork(checkpoint, undefined);
  try {
    const { input, region } = preprocess(image, normalisationFrom(checkpoint.metadata), framing);
    const sight = await network.see(input);
    const fault = network.faultOf(sight);
    if (fault) throw fault;
    const evidence = evidenceFor(sight, network, sight.ranking[0] ?? 0);
    const picture = renderView(evidence.map, evidence.mapWidth, evidence.mapHeight, image, region, view);
    return { ...evidence, picture };
  } finally {
    network.dispose();
  }
}
