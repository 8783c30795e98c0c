// From a raw signed map to a picture on the GPU: normalise → upsample → colourise → overlay, in one submission.
//
// Shapes    map [h, w] float32 logits, photograph [H, W, 4] → overlay [H, W, 4].
// Accuracy  the heatmap within one level of `renderView`: a GPU may fuse multiplications and additions.
import type { Gpu } from "@camlucida/tensor";
import type { Image } from "../image.ts";
import type { Region } from "../region.ts";
import { requireImage } from "../shape.ts";
import { axisTable } from "./axis_table.ts";
import { requireColourMap } from "./colour.ts";
import { colouriseStep } from "./colourise_op.ts";
import { normalise, splitScale } from "./normalise_op.ts";
import { overlayStep } from "./overlay_op.ts";
import { Feed, runPicture, type PictureGraph } from "./picture_graph.ts";
import { renderView, type RenderedView, type ViewOptions } from "./render.ts";
import { scaleMap } from "./scale.ts";
import { place, requireMap, type Placement } from "./upsample.ts";
import { upsampleStep } from "./upsample_op.ts";

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
  requireColourMap(options.colourMap);
  const { statement } = scaleMap(map, options.view, options.scale);
  const placement = place(mapWidth, mapHeight, region, image.width, image.height);
  const onCpu = (): RenderedView => renderView(map, mapWidth, mapHeight, image, region, options);
  if (placement.box.width === 0 || placement.box.height === 0) return onCpu(); // nothing to draw, no array to bind
  const data = await runPicture(gpu, viewGraph(map, mapWidth, image, placement, options));
  return data ? { overlay: { ...image, data }, statement } : onCpu();
}

/** The graph behind `renderViewOnGpu`. The arguments fit together; the placement's box is not empty. */
export function viewGraph(map: Float32Array, mapWidth: number, image: Image, placement: Placement, options: ViewOptions): PictureGraph {
  const { box, columns, rows } = placement;
  const feed = new Feed();
  const { graph, inputs } = feed;
  const raw = feed.input("map", [map.length], map);
  const scale = feed.input("scale", [2], splitScale(options.scale));
  const columnTable = feed.input("columns", [box.width, 4], axisTable(columns, columns.weights));
  const rowTable = feed.input("rows", [box.height, 4], axisTable(rows, rows.weights));
  const colourMap = feed.input("colour map", [256, 4], options.colourMap);
  const photo = feed.photo(image);

  const values = normalise(graph, "values", raw, scale, options.view); //                           [h · w]
  const spread = upsampleStep(graph, "spread", values, mapWidth, columnTable, rowTable); //         [box.height · box.width]
  const colours = colouriseStep(graph, "colours", spread, colourMap, box.width, box.height); //     [box.height, box.width, 4]
  const output = overlayStep(graph, "overlay", photo, colours, box, options.alpha); //              [H, W, 4]
  return { graph, output, inputs };
}
