// Finished maps → their pictures and their numbers on the disk.
import { defaultColours, encodeNpy, type Image, keyOf, layOutLegend, leastLegendWidth, type Strip } from "@camlucida/cam";
import type { Options, StyleOptions } from "../arguments/options.ts";
import { isKept, type Outlet, writeResult } from "../files/outputs.ts";
import { fillTemplate, toStdout } from "../files/template.ts";
import { draw as drawMap, drawStrip, tilePaintFor } from "../image/draw.ts";
import { encodeImage, encodeMask, encodePng } from "../image/encode.ts";
import { short } from "../report/wording.ts";
import { type Box, drawBoxes, findRegions } from "../image/regions.ts";
import { Stopwatch, type Times } from "../report/stopwatch.ts";
import { drawSheet } from "../sheet/sheet.ts";
import type { Typesetter } from "../sheet/typesetter.ts";
import { collectAfter, release } from "../run/limits.ts";
import type { OrderedMap, SheetOrder, WriteOrder, Written, WrittenFiles } from "./steps.ts";

/** @throws OutputError */
export async function write(order: WriteOrder, options: WrittenBy, outlet: Outlet, letters: Letters): Promise<Written> {
  const watch = new Stopwatch();
  const maps: WrittenFiles[] = [];
  for (const ordered of order.maps) maps.push(await writeMap(ordered, order, { options, outlet, letters, watch }));
  return { maps, times: watch.times() };
}

/** What of the options says how results are made. */
type WrittenBy = Pick<Options, "how" | "style">;

/** Makes what is needed for letters on pictures, or has made it. */
type Letters = () => Promise<Typesetter>;

/** Where results go, and with what they are made. */
interface Workshop {
  readonly options: WrittenBy;
  readonly outlet: Outlet;
  readonly letters: Letters;
  readonly watch: Stopwatch;
}

async function writeMap(ordered: OrderedMap, order: WriteOrder, workshop: Workshop): Promise<WrittenFiles> {
  const { map, names } = ordered;
  const { options: { style }, outlet, watch } = workshop;
  const { outputs } = outlet;
  const found = await watch.time("map", () => findRegions(map, order.image, order.region, style, outputs.mask !== undefined));
  const overlay = await writePicture(ordered, found?.boxes ?? [], order, workshop);
  const save = async (template: string | undefined, encode: () => Uint8Array | Promise<Uint8Array>): Promise<string | null> => {
    if (template === undefined) return null;
    const name = fillTemplate(template, order.input, names);
    if (await isKept(name, outlet)) return name;
    const bytes = await watch.time("encode", encode);
    await watch.time("files", () => writeResult(name, bytes, outlet));
    return name;
  };
  const raw = await save(outputs.raw, () => encodeNpy(map.values, [map.height, map.width]));
  const mask = found ? await save(outputs.mask, () => encodeMask(found.mask)) : null;
  return { overlay, raw, mask, boxes: found?.boxes ?? [] };
}

/** @returns its path, null where none is wanted */
async function writePicture(ordered: OrderedMap, boxes: readonly Box[], order: WriteOrder, workshop: Workshop): Promise<string | null> {
  const { outlet, watch } = workshop;
  const { out } = outlet.outputs;
  if (out === undefined) return null;
  const path = out === toStdout ? toStdout : fillTemplate(out, order.input, ordered.names);
  if (await isKept(path, outlet)) return path;
  const picture = await watch.time("map", () => draw(ordered, boxes, order, workshop));
  collectAfter(picture); // what it was made from
  const encoded = await watch.time("encode", () => (path === toStdout ? encodePng(picture) : encodeImage(picture, path)));
  await watch.time("files", () => writeResult(path, encoded, outlet));
  return path;
}

/** With boxes and the legend, where they are wanted. */
async function draw(ordered: OrderedMap, boxes: readonly Box[], { image, region, maps, isLast }: WriteOrder, workshop: Workshop): Promise<Image> {
  const { options } = workshop;
  const typesetter = ordered.legend === undefined || image.width < leastLegendWidth ? undefined : await workshop.letters();
  const strip = typesetter && stripOf(ordered, image, options.style, typesetter);
  const drawn = drawMap(ordered.map, image, region, options, ordered.scale, strip?.height);
  if (isLast && ordered === maps.at(-1) && drawn.data.buffer !== image.data.buffer) release(image);
  const marked = boxes.length > 0 ? drawBoxes(drawn, boxes) : drawn;
  if (strip) drawStrip(marked, image.height, strip, typesetter);
  return marked;
}

/** Where the legend goes, if one is wanted. */
function stripOf({ map, scale, legend }: OrderedMap, { width }: Image, { view, colormap }: StyleOptions, typesetter: Typesetter): Strip | undefined {
  return legend && layOutLegend(width, { ...legend, key: keyOf(map, { view, scale }), colours: colormap ?? defaultColours(view) }, typesetter, short);
}

/** @returns the sheet's path. @throws OutputError */
export async function writeSheet({ input, content, view }: SheetOrder, { how, style }: WrittenBy, typesetter: Typesetter, outlet: Outlet): Promise<{ path: string; times: Times }> {
  const watch = new Stopwatch();
  const path = fillTemplate(outlet.outputs.sheet as string, input);
  if (await isKept(path, outlet)) return { path, times: watch.times() };
  const sheet = await watch.time("map", () => drawSheet(content, typesetter, tilePaintFor(how, style), view, style.scale));
  const bytes = await watch.time("encode", () => encodeImage(sheet, path));
  await watch.time("files", () => writeResult(path, bytes, outlet));
  return { path, times: watch.times() };
}
