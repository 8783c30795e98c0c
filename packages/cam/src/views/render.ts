// From a raw signed map to a picture: scale → upsample → colour → overlay, on the CPU; the last three in one pass (paint.ts).
//
// Shapes    map [h, w] float32 logits, photograph [H, W, 4] → overlay [H, W, 4].
import type { Image } from "../image.ts";
import type { Region } from "../region.ts";
import { requireImage } from "../shape.ts";
import { paint, type Paint } from "./paint.ts";
import { scaleMap, type ViewName } from "./scale.ts";
import { place, requireMap } from "./upsample.ts";

export interface ViewOptions extends Paint {
  readonly view: ViewName;
  readonly scale?: number; // logits of the strongest colour, for `signed` maps to be compared; default: the map's own
}

export interface RenderedView {
  readonly overlay: Image;
  readonly statement: string | undefined; // the result in words where the map says nothing about where
}

/**
 * Draws a map over the part of the photograph that the network saw; the rest of the photograph stays as it is.
 *
 * @param map [mapHeight, mapWidth] raw signed map, logits
 * @param region the part of the photograph that the map covers, as `preprocess` returns it
 * @throws ViewError "map-shape", "alpha-out-of-range", "scale-out-of-range", "colour-map-shape"
 * @throws ImageError "image-shape", "image-side", "region-outside"
 */
export function renderView(
  map: Float32Array,
  mapWidth: number,
  mapHeight: number,
  image: Image,
  region: Region,
  options: ViewOptions,
): RenderedView {
  requireImage(image);
  requireMap(map, mapWidth, mapHeight);
  const { values, statement } = scaleMap(map, options.view, options.scale); // [h, w]
  const placement = place(mapWidth, mapHeight, region, image.width, image.height);
  return { overlay: paint(values, mapWidth, mapHeight, placement, image, options), statement };
}
