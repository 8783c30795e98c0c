// The two parts of a photograph's way that depend on its size, as graphs: what comes before the network and what comes after.
//
//   photograph → resize → look-up → [1, h, w, C]            [1, h, w, classes] → one class → scale → tint → overlay
//
// Both are what `preprocess` and `renderView` compute. The input is theirs to the bit; a GPU's levels are within one.
// The look-up is in network_input.ts, the choice of a class an op of this file. Shader class_map.wgsl.
import { imageShape, lastAxis, padded, type Graph, type Op, type Value } from "@camlucida/tensor";
import { requireTones } from "../colours/tones.ts";
import { normalisationTable } from "../preprocess/normalisation.ts";
import { frameOf, type Framing } from "../preprocess/preprocess.ts";
import type { Preprocessing } from "../preprocess/preprocessing.ts";
import { pillowSteps } from "../preprocess/resample/pillow.ts";
import { normalise, splitScale } from "../views/scale.ts";
import { Feed, type Region } from "../preprocess/image.ts";
import { tintOf, type ViewOptions } from "../views/style.ts";
import { tintStep } from "../views/tint.ts";
import { place } from "../views/upsample.ts";
import classMapWgsl from "./class_map.wgsl" with { type: "text" };
import { grey, networkInput } from "./network_input.ts";

/** The size of a photograph. */
export interface PictureSize {
  readonly width: number; // pixels
  readonly height: number;
}

/** `feed` holds every input's numbers but the photograph's. */
export interface InputGraph {
  readonly feed: Feed;
  readonly photo: Value; // [H, W, 4] u8
  readonly input: Value; // [1, height, width, C]
}

export function inputGraph({ width, height }: PictureSize, framing: Framing, preprocessing: Preprocessing): InputGraph {
  const feed = new Feed();
  const { interpolation, normalisation } = preprocessing;
  const frame = frameOf(framing, { width, height }, preprocessing);
  const photo = feed.graph.input("photo", [height, width, 4], "u8");
  const colours = normalisation.order === "L" ? grey(feed.graph, "grey", photo) : photo;
  const pixels = pillowSteps(feed, colours, frame.width, frame.height, interpolation, frame.window); // [height, width, 4]
  const table = feed.input("levels", [normalisation.mean.length, 256], normalisationTable(normalisation));
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

/** What of a network the second graph reads. */
interface RankedMaps {
  readonly classMaps: Value; // [1, h, w, classes]; or [1, h, w, 1], of one class
  readonly top: Value; // [1, k, 2]
}

/** @param seen the part of the photograph that the network saw. @throws ViewError "alpha-out-of-range", "tones-shape" */
export function overlayGraph(size: PictureSize, seen: Region, network: RankedMaps, view: ViewOptions): OverlayGraph {
  requireTones(view.tones);
  const { width, height } = size;
  const [, mapHeight, mapWidth] = imageShape(network.classMaps);
  const placement = place(mapWidth, mapHeight, seen, width, height);
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

/** The value of `choice` that stands for the most probable class. */
export const mostProbable = -1;

const classMapOp: Op = {
  name: "class_map",
  kernel: ({ inputs, output }) => {
    const [positions, classes] = [lastAxis(output), lastAxis(inputs[0])];
    return { wgsl: classMapWgsl, constants: {}, sizes: { positions, classes, pitch: padded(classes) }, workgroups: [Math.ceil(positions / 64), 1, 1] };
  },
  reference: ({ inputs, output }, [classMaps, top, choice]) => {
    const classes = lastAxis(inputs[0]);
    const chosen = choice![0]! >= 0 ? choice![0]! : top![0]!;
    const classIndex = chosen < classes ? chosen : 0; // a damaged network's logits may rank no class
    return Float32Array.from({ length: lastAxis(output) }, (_, at) => classMaps![at * classes + classIndex]!);
  },
};

/**
 * The map of one class, chosen on the device, where the ranking lies: [h · w] logits, raw and signed.
 * @param classMaps [1, h, w, classes] logits; @param top [1, k, 2] as `topK` ranks; @param choice [1]: a class, or `mostProbable`
 */
export function classMap(graph: Graph, name: string, classMaps: Value, top: Value, choice: Value): Value {
  const [, height, width] = imageShape(classMaps);
  return graph.step(classMapOp, name, [classMaps, top, choice], [height * width]);
}
