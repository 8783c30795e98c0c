// Finished maps → their pictures and their numbers on the disk.
import { encodeNpy, type RawMap } from "@camlucida/cam";
import { draw, statementOn } from "../draw.ts";
import { fillTemplate, toStdout, type MapNames } from "../files/template.ts";
import { encodeImage, encodeMask, encodePng } from "../image/encode.ts";
import { writeResult, type Outlet } from "../outputs.ts";
import type { Box } from "../regions/boxes.ts";
import { drawBoxes } from "../regions/draw_boxes.ts";
import { findRegions } from "../regions/found.ts";
import { Stopwatch } from "../stopwatch.ts";
import type { WriteOrder, Written, WrittenFiles } from "./steps.ts";

/** @throws OutputError */
export async function write(order: WriteOrder, outlet: Outlet): Promise<Written> {
  const watch = new Stopwatch();
  const maps: WrittenFiles[] = [];
  for (const { map, names } of order.maps) maps.push(await writeMap(map, names, order, outlet, watch));
  return { maps, times: watch.times() };
}

async function writeMap(map: RawMap, names: MapNames, order: WriteOrder, outlet: Outlet, watch: Stopwatch): Promise<WrittenFiles> {
  const { options } = outlet;
  const found = await watch.time("map", () => findRegions(map, order.image, order.region, options));
  const { path: overlay, statement } = await writePicture(map, found?.boxes ?? [], names, order, outlet, watch);
  const save = async (template: string | undefined, encode: () => Uint8Array): Promise<string | null> => {
    if (template === undefined) return null;
    const name = fillTemplate(template, order.input, names);
    const bytes = await watch.time("encode", encode);
    await watch.time("files", () => writeResult(name, bytes, outlet));
    return name;
  };
  const raw = await save(options.raw, () => encodeNpy(map.values, [map.height, map.width]));
  const mask = found ? await save(options.mask, () => encodeMask(found.mask)) : null;
  return { overlay, statement, raw, mask, boxes: found?.boxes ?? [] };
}

interface Picture {
  readonly path: string | null; // null where none is wanted
  readonly statement: string | undefined;
}

async function writePicture(
  map: RawMap, boxes: readonly Box[], names: MapNames, { input, image, region }: WriteOrder, outlet: Outlet, watch: Stopwatch,
): Promise<Picture> {
  const { options } = outlet;
  if (options.out === undefined) return { path: null, statement: statementOn(map, options) };
  const { overlay, statement } = await watch.time("map", () => draw(map, image, region, options));
  const path = options.out === toStdout ? toStdout : fillTemplate(options.out, input, names);
  const picture = boxes.length > 0 ? drawBoxes(overlay, boxes) : overlay;
  const encoded = await watch.time("encode", () => (path === toStdout ? encodePng(picture) : encodeImage(picture, path)));
  await watch.time("files", () => writeResult(path, encoded, outlet));
  return { path, statement };
}
