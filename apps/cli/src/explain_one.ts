// One picture, from file to file: read → decode → preprocess → network → evidence → view → write.
import { evidenceFor, preprocess, type Evidence, type Image, type Region, type Sight } from "@camlucida/cam";
import { draw } from "./draw.ts";
import { OutputError } from "./errors.ts";
import { nameOf, type Input } from "./files/inputs.ts";
import { readInput } from "./files/read.ts";
import { fillTemplate, toStdout } from "./files/template.ts";
import { refuseExisting, writeWhole } from "./files/write.ts";
import { decodeImage } from "./image/decode.ts";
import { encodeImage, encodePng } from "./image/encode.ts";
import { extensionRemark, sniff } from "./image/sniff.ts";
import type { Job } from "./job.ts";
import { encodeNpy } from "./npy.ts";
import type { ImageSuccess, MapResult, TopClass } from "./report/result.ts";
import type { MapNote, Notes } from "./report/text.ts";
import { Stopwatch } from "./stopwatch.ts";

interface DrawnMap {
  readonly result: MapResult;
  readonly note: MapNote;
}

/** @throws ImageError, OutputError for this picture; DeviceError for all of them */
export async function explainOne(input: Input, job: Job): Promise<{ result: ImageSuccess; notes: Notes }> {
  const { options, model, device } = job;
  const watch = new Stopwatch();
  await refuseKnownOutputs(input, job);
  const bytes = await readInput(input);
  const image = await watch.time("decode", () => decodeImage(bytes));
  const { input: pixels, region } = await watch.time("preprocess", () => preprocess(image, model.normalisation, options.crop ? "crop" : "squash"));
  const sight = await watch.time("forward", () => model.network.see(pixels));
  const maps: DrawnMap[] = [];
  for (const index of job.classesFor(rankingOf(sight))) {
    const evidence = await watch.time("map", () => evidenceFor(sight, model.network, index));
    maps.push(await drawMap(evidence, image, region, input, job, watch));
  }
  const remark = input.kind === "file" ? extensionRemark(input.path, sniff(bytes)) : undefined;
  return {
    result: {
      image: nameOf(input),
      ok: true,
      model: { name: model.name, sha256: model.sha256, classes: model.network.classes },
      device: { kind: device.kind, name: device.name },
      input: { width: image.width, height: image.height },
      top: topOf(sight, model.labels),
      maps: maps.map(({ result }) => result),
      ms: watch.milliseconds(),
    },
    notes: { remarks: remark === undefined ? [] : [remark], maps: maps.map(({ note }) => note) },
  };
}

/** Every class, most probable first; equal logits by index. */
const rankingOf = ({ logits }: Sight): number[] =>
  [...logits.keys()].sort((a, b) => (logits[b] as number) - (logits[a] as number) || a - b);

function topOf({ ranking, logits, probabilities }: Sight, labels: readonly string[]): TopClass[] {
  return ranking.map((index) => ({
    class: index,
    label: labels[index] as string,
    probability: probabilities[index] as number,
    logit: logits[index] as number,
  }));
}

/** Draws and writes one map. */
async function drawMap(evidence: Evidence, image: Image, region: Region, input: Input, job: Job, watch: Stopwatch): Promise<DrawnMap> {
  const { options, model, slugs } = job;
  const { classIndex, logit, min, max, mapWidth, mapHeight, residual } = evidence;
  const { overlay, statement } = await watch.time("map", () => draw(evidence, image, region, options, job.device.gpu));
  const path = options.out === toStdout ? toStdout : fillTemplate(options.out, input, slugs[classIndex] as string);
  const encoded = await watch.time("encode", () => (path === toStdout ? encodePng(overlay) : encodeImage(overlay, path)));
  await write(path, encoded, job);
  const raw = options.raw === undefined ? null : fillTemplate(options.raw, input, slugs[classIndex] as string);
  if (raw !== null) await write(raw, encodeNpy(evidence.map, [mapHeight, mapWidth]), job);
  return {
    result: {
      method: "cam", layer: "layer4", class: classIndex, label: model.labels[classIndex] as string,
      logit, min, max, height: mapHeight, width: mapWidth, residual, raw, overlay: path,
    },
    note: { statement, peak: peakIn(evidence, region) },
  };
}

/** The centre of the strongest cell, in pixels of the photograph. */
function peakIn({ peak, mapWidth, mapHeight }: Evidence, region: Region): { x: number; y: number } | undefined {
  if (peak < 0) return undefined;
  return {
    x: region.x + (((peak % mapWidth) + 0.5) / mapWidth) * region.width,
    y: region.y + ((Math.floor(peak / mapWidth) + 0.5) / mapHeight) * region.height,
  };
}

/** Refuses before the long work what would be refused after it. */
async function refuseKnownOutputs(input: Input, { options }: Job): Promise<void> {
  if (options.force || input.kind === "unusable") return;
  for (const template of [options.out, options.raw]) {
    if (template === undefined || template === toStdout || template.includes("{class}")) continue;
    await refuseExisting(fillTemplate(template, input, ""));
  }
}

async function write(path: string, bytes: Uint8Array, { options, guard, stdout }: Job): Promise<void> {
  if (path === toStdout) {
    if (await stdout.write(bytes)) return;
    throw new OutputError("output-closed", "The reader of standard output went away before the picture was written.");
  }
  await guard(path);
  await writeWhole(path, bytes, options.force ? "always" : "never");
}
