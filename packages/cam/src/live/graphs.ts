// The two parts of a photograph's way that depend on its size, as graphs: what comes before the network and what comes after.
//
//   photograph → resize → look-up → [1, 224, 224, 3]        [1, h, w, classes] → one class → scale → tint → overlay
//
// Both are what `preprocess` and `renderView` compute. The input is theirs to the bit; a GPU's levels are within one.
import type { Value } from "@camlucida/tensor";
import { requireTones } from "../colours/tones.ts";
import type { Forward } from "../network/network_graph.ts";
import { normalisationTable, type Normalisation } from "../preprocess/normalisation.ts";
import { frames, regionOf, type Framing } from "../preprocess/preprocess.ts";
import { pillowSteps } from "../preprocess/resample/pillow_op.ts";
import { normalise, splitScale } from "../views/normalise_op.ts";
import { Feed } from "../views/picture_graph.ts";
import { tintOf, type ViewOptions } from "../views/render.ts";
import { tintStep } from "../views/tint_op.ts";
import { place } from "../views/upsample.ts";
import { classMap } from "./class_map_op.ts";
import { networkInput } from "./network_input_op.ts";

export interface PictureSize {
  readonly width: number; // pixels
  readonly height: number;
}

/** `feed` holds every input's numbers but the photograph's. */
export interface InputGraph {
  readonly feed: Feed;
  readonly photo: Value; // [H, W, 4] u8
  readonly input: Value; // [1, 224, 224, 3]
}

export function inputGraph({ width, height }: PictureSize, framing: Framing, normalisation: Normalisation): InputGraph {
  const feed = new Feed();
  const frame = frames[framing](width, height);
  const photo = feed.graph.input("photo", [height, width, 4], "u8");
  const pixels = pillowSteps(feed, photo, frame.width, frame.height, frame.window); // [224, 224, 4]
  const table = feed.input("levels", [3, 256], normalisationTable(normalisation));
  return { feed, photo, input: networkInput(feed.graph, "input", pixels, table, normalisation) };
}

/** `feed` holds every input's numbers but those of the first four Values. */
export interface OverlayGraph {
  readonly feed: Feed;
  readonly photo: Value; //     [H, W, 4] u8
  readonly classMaps: Value; // [1, h, w, classes]
  readonly top: Value; //       [1, k, 2]
  readonly choice: Value; //    [1]: a class, or `mostProbable`
  readonly map: Value; //       [h · w] logits, raw and signed
  readonly overlay: Value; //   [H, W, 4] u8
}

/** @throws ViewError "alpha-out-of-range", "tones-shape" */
export function overlayGraph(size: PictureSize, framing: Framing, network: Pick<Forward, "classMaps" | "top">, view: ViewOptions): OverlayGraph {
  requireTones(view.tones);
  const { width, height } = size;
  const [, mapHeight = 0, mapWidth = 0] = network.classMaps.shape;
  const placement = place(mapWidth, mapHeight, regionOf(frames[framing](width, height), size), width, height);
  const feed = new Feed();
  const { graph } = feed;
  const photo = graph.input("photo", [height, width, 4], "u8");
  const classMaps = graph.input("class maps", network.classMaps.shape);
  const top = graph.input("top", network.top.shape);
  const choice = graph.input("choice", [1]);
  const map = classMap(graph, "map", classMaps, top, choice); //                                    [h · w]
  const given = { feed, photo, classMaps, top, choice, map };
  if (placement.box.width === 0 || placement.box.height === 0) return { ...given, overlay: photo }; // the window lies between two pixels' centres
  const values = normalise(graph, "values", map, feed.input("scale", [2], splitScale(view.scale)), view.view); // [h · w]
  const overlay = tintStep(feed, "overlay", values, photo, mapWidth, placement, tintOf(view, size));
  return { ...given, overlay };
}
