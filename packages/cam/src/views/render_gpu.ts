// From a raw signed map to a picture on the GPU: normalise → tint, in one submission.
//
// Shapes    map [h, w] float32 logits, photograph [H, W, 4] → overlay [H, W, 4].
// Accuracy  the heatmap within one level of `renderView`: a GPU may fuse multiplications and additions. A colour of the picture
//           differs by what the next level's does.
import type { Gpu } from "@camlucida/tensor";
import { requireTones } from "../colours/tones.ts";
import type { Image } from "../preprocess/image.ts";
import type { Region } from "../preprocess/region.ts";
import { requireImage } from "../preprocess/shape.ts";
import { normalise, splitScale } from "./normalise_op.ts";
import { Feed, runPicture, type PictureGraph } from "./picture_graph.ts";
import { renderView, tintOf, type RenderedView, type ViewOptions } from "./render.ts";
import { scaleMap } from "./scale.ts";
import { tintStep } from "./tint_op.ts";
import { place, requireMap, type Placement } from "./upsample.ts";

/**
 * `renderView` on a GPU: same arguments, same result, same errors. A photograph too large for the device is drawn on the
 * CPU.
 *
 * @param map [mapHeight, mapWidth] raw signed map, logits
 * @param region the part of the photograph that the map covers, as `preprocess` returns it
 * @throws what `renderView` throws; DeviceError "shader", "device-lost"
 */
export async function renderViewOnGpu(
  gpu: Gpu,
  map: Float32Array,
  mapWidth: number,
  mapHeight: number,
  image: Image,
  region: Region,
  options: ViewOptions,
): Promise<RenderedView> {
  requireImage(image);
  requireMap(map, mapWidth, mapHeight);
  requireTones(options.tones);
  const { statement } = scaleMap(map, options.view, options.scale);
  const placement = place(mapWidth, mapHeight, region, image.width, image.height);
  const onCpu = (): RenderedView => renderView(map, mapWidth, mapHeight, image, region, options);
  if (placement.box.width === 0 || placement.box.height === 0) return onCpu(); // nothing to draw, no array to bind
  const data = await runPicture(gpu, viewGraph(map, mapWidth, image, placement, options));
  return data ? { overlay: { ...image, data }, statement } : onCpu();
}

/** The graph behind `renderViewOnGpu`. The arguments fit together; the placement's box is not empty. */
export function viewGraph(map: Float32Array, mapWidth: number, image: Image, placement: Placement, options: ViewOptions): PictureGraph {
  const feed = new Feed();
  const { graph, inputs } = feed;
  const raw = feed.input("map", [map.length], map);
  const scale = feed.input("scale", [2], splitScale(options.scale));
  const photo = feed.photo(image);
  const values = normalise(graph, "values", raw, scale, options.view); //                             [h · w]
  const output = tintStep(feed, "overlay", values, photo, mapWidth, placement, tintOf(options, image)); //   [H, W, 4]
  return { graph, output, inputs };
}
