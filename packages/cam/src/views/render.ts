// From a raw signed map to a picture: scale → enlarge → tint, on the CPU; the last two in one pass (tint.ts).
//
// Shapes    map [h, w] float32 logits, photograph [H, W, 4] → overlay [H, W, 4].
import type { Tones } from "../colours/tones.ts";
import { type Image, requireImage, type Region } from "../preprocess/image.ts";
import { leastWithLines, stepsOf } from "./contours.ts";
import { scaleMap, type ViewName } from "./scale.ts";
import { tint, type Tint } from "./tint.ts";
import { place, placeCells, requireMap, type Placement } from "./upsample.ts";

export interface ViewOptions {
  readonly view: ViewName;
  readonly tones: Tones; // [257, 8]
  readonly alpha: number; // 0 (photograph) … 1 (tinted by the map)
  readonly lines: "quarters" | "none"; // see contours.ts
  readonly scale?: number; // logits of the strongest colour, for signed and positive maps to be compared; default: the map's own
}

export interface RenderedView {
  readonly overlay: Image;
  readonly statement: string | undefined; // the result in words where the map says nothing about where
}

/** How a map gets from its cells to pixels: "smooth" interpolates. */
export type Enlarging = "smooth" | "cells";

const placings: Readonly<Record<Enlarging, (...given: Parameters<typeof place>) => Placement>> = { smooth: place, cells: placeCells };

/**
 * Tints the part of the photograph that the network saw; the rest is darkened.
 *
 * @param map [mapHeight, mapWidth] raw signed map, logits
 * @param region the part of the photograph that the map covers, as `preprocess` returns it
 * @param below rows left empty below the picture, for a legend
 * @throws ViewError "map-shape", "alpha-out-of-range", "scale-out-of-range", "tones-shape"
 * @throws ImageError "image-shape", "image-side", "region-outside"
 * @example
 * ```ts
 * const { statement } = renderView(new Float32Array(49), 7, 7, photo, region, viewOptions({ view: "signed" }));
 * statement; // → "no evidence for or against this class: the map is zero everywhere"
 * ```
 */
export function renderView(
  map: Float32Array,
  mapWidth: number,
  mapHeight: number,
  image: Image,
  region: Region,
  options: ViewOptions,
  enlarging: Enlarging = "smooth",
  below = 0,
): RenderedView {
  requireImage(image);
  requireMap(map, mapWidth, mapHeight);
  const { values, statement } = scaleMap(map, options.view, options.scale); // [h, w]
  const placement = placings[enlarging](mapWidth, mapHeight, region, image.width, image.height);
  return { overlay: tint(values, mapWidth, mapHeight, placement, image, tintOf(options, image), below), statement };
}

/** In a picture of some size. */
export const tintOf = ({ view, tones, alpha, lines }: ViewOptions, { width, height }: Pick<Image, "width" | "height">): Tint =>
  ({ tones, alpha, steps: lines === "quarters" && Math.max(width, height) >= leastWithLines ? stepsOf[view] : 0 });
