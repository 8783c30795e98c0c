// One finished map → its picture and its numbers on the disk, and its entry in the report.
import { describeMap, evidenceFor, type Image, type Network, type Region, type Sight } from "@camlucida/cam";
import type { Options } from "./arguments.ts";
import type { ExplainedMap } from "./asking/answers.ts";
import { slugOf, type Target } from "./asking/targets.ts";
import { draw, statementOn } from "./draw.ts";
import type { Input } from "./files/inputs.ts";
import { fillTemplate, toStdout, type MapNames } from "./files/template.ts";
import { encodeImage, encodeMask, encodePng } from "./image/encode.ts";
import type { Job } from "./job.ts";
import { encodeNpy } from "./npy.ts";
import { writeResult } from "./outputs.ts";
import type { Box } from "./regions/boxes.ts";
import { drawBoxes } from "./regions/draw_boxes.ts";
import { findRegions } from "./regions/found.ts";
import type { MapResult } from "./report/result.ts";
import type { MapNote } from "./report/map_text.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** A photograph that the network has seen. */
export interface Seen {
  readonly input: Input;
  readonly image: Image;
  readonly region: Region; // what the network saw of it
  readonly pixels: Float32Array; // [224, 224, 3], the network's input
  readonly sight: Sight;
  readonly watch: Stopwatch;
}

export interface WrittenMap {
  readonly result: MapResult;
  readonly note: MapNote;
}

/** Draws and writes one map. @throws OutputError */
export async function writeMap(map: ExplainedMap, target: Target, seen: Seen, job: Job): Promise<WrittenMap> {
  const { input, region, watch } = seen;
  const { options, slugs } = job;
  const names = { class: slugOf(target, slugs), method: map.method, layer: map.layer };
  const found = await watch.time("map", () => findRegions(map, seen, options));
  const { path, statement } = await writePicture(map, found?.boxes ?? [], names, seen, job);
  const write = async (template: string | undefined, encode: () => Uint8Array): Promise<string | null> => {
    if (template === undefined) return null;
    const name = fillTemplate(template, input, names);
    await writeResult(name, await watch.time("encode", encode), job);
    return name;
  };
  const raw = await write(options.raw, () => encodeNpy(map.values, [map.height, map.width]));
  const mask = found && options.mask !== undefined ? { mask: await write(options.mask, () => encodeMask(found.mask)) } : {};
  const regions = found ? { threshold: options.threshold, ...(options.box ? { boxes: found.boxes } : {}), ...mask } : {};
  return {
    result: { ...describe(map, target, seen, job), ...regions, raw, overlay: path },
    note: { statement, peak: peakIn(map, region) },
  };
}

/** @returns where the picture is, null where none is wanted; and the map in words where it makes none */
async function writePicture(map: ExplainedMap, boxes: readonly Box[], names: MapNames, seen: Seen, job: Job): Promise<Picture> {
  const { input, image, region, watch } = seen;
  const { options, device } = job;
  if (options.out === undefined) return { path: null, statement: statementOn(map, options) };
  const { overlay, statement } = await watch.time("map", () => draw(map, image, region, options, device.gpu));
  const path = options.out === toStdout ? toStdout : fillTemplate(options.out, input, names);
  const picture = boxes.length > 0 ? drawBoxes(overlay, boxes) : overlay;
  const encoded = await watch.time("encode", () => (path === toStdout ? encodePng(picture) : encodeImage(picture, path)));
  await writeResult(path, encoded, job);
  return { path, statement };
}

interface Picture {
  readonly path: string | null;
  readonly statement: string | undefined;
}

/** What there is to say of a map before anything is written. */
type Description = Omit<MapResult, "raw" | "overlay" | "threshold" | "boxes" | "mask" | "metrics" | "curves">;

function describe(map: ExplainedMap, target: Target, { sight }: Seen, { options, model: { labels, network } }: Job): Description {
  const { smooth } = options;
  const { fusedAs } = map.planned;
  const { classIndex, against } = target;
  const { min, max } = describeMap(map.values);
  return {
    method: map.method,
    layer: map.layer,
    ...(fusedAs === undefined ? {} : { layersAs: fusedAs }),
    class: classIndex,
    label: labels[classIndex] as string,
    ...(against ? { against: { class: against.classIndex, label: labels[against.classIndex] as string, alpha: against.alpha } } : {}),
    target: options.target,
    ...(smooth === undefined ? {} : { smooth }),
    logit: sight.logits[classIndex] as number,
    unit: map.unit,
    min,
    max,
    height: map.height,
    width: map.width,
    residual: residualOf(map, target, sight, network, options),
  };
}

/** Completeness holds for what adds up to a logit: cam, of one class, as it is. */
function residualOf({ unit }: ExplainedMap, { classIndex, against }: Target, sight: Sight, network: Network, options: Options): number | null {
  const complete = unit === "logits" && !against && options.target === "logit" && options.smooth === undefined;
  return complete ? evidenceFor(sight, network, classIndex).residual : null;
}

/** The centre of the strongest cell, in pixels of the photograph. */
function peakIn({ values, width, height }: ExplainedMap, region: Region): { x: number; y: number } | undefined {
  const { peak } = describeMap(values);
  if (peak < 0) return undefined;
  return {
    x: region.x + (((peak % width) + 0.5) / width) * region.width,
    y: region.y + ((Math.floor(peak / width) + 0.5) / height) * region.height,
  };
}
