// One picture, from file to file: read → decode → preprocess → network → maps → view → write.
import { preprocess, type Sight } from "@camlucida/cam";
import process from "node:process";
import { mapsOf } from "./asking/answers.ts";
import { nameOf, type Input } from "./files/inputs.ts";
import { readInput } from "./files/read.ts";
import { decodeImage } from "./image/decode.ts";
import { extensionRemark, sniff } from "./image/sniff.ts";
import type { Job } from "./job.ts";
import { judgeAll } from "./judging/judge_all.ts";
import { writeMap, type Seen, type WrittenMap } from "./map_result.ts";
import { refuseKnownOutputs } from "./outputs.ts";
import { passesOn } from "./report/progress.ts";
import type { ImageSuccess, TopClass } from "./report/result.ts";
import type { Notes } from "./report/text.ts";
import { openSheet } from "./sheet/write_sheet.ts";
import { Stopwatch } from "./stopwatch.ts";

/** @throws ImageError, OutputError for this picture; DeviceError for all of them */
export async function explainOne(input: Input, job: Job): Promise<{ result: ImageSuccess; notes: Notes }> {
  const { options, model, device } = job;
  const watch = new Stopwatch();
  await refuseKnownOutputs(input, options);
  const bytes = await readInput(input);
  const image = await watch.time("decode", () => decodeImage(bytes));
  const { input: pixels, region } = await watch.time("preprocess", () => preprocess(image, model.normalisation, options.crop ? "crop" : "squash"));
  const sight = await watch.time("forward", () => model.network.see(pixels));
  const top = topOf(sight, model.labels);
  const { maps, sheet } = await explainTargets(top, { input, image, region, pixels, sight, watch }, job);
  const remark = input.kind === "file" ? extensionRemark(input.path, sniff(bytes)) : undefined;
  return {
    result: {
      image: nameOf(input),
      ok: true,
      model: { name: model.name, sha256: model.sha256, classes: model.network.classes },
      device: { kind: device.kind, name: device.name },
      input: { width: image.width, height: image.height },
      top,
      maps: maps.map(({ result }) => result),
      sheet,
      ms: watch.milliseconds(),
    },
    notes: { remarks: remark === undefined ? [] : [remark], maps: maps.map(({ note }) => note) },
  };
}

interface Explained {
  readonly maps: readonly WrittenMap[];
  readonly sheet: string | null; // its path
}

/** The maps of every target, one target after the other: no more than its own are held at a time, but for a sheet. */
async function explainTargets(top: readonly TopClass[], seen: Seen, job: Job): Promise<Explained> {
  const written: WrittenMap[] = [];
  const targets = job.targetsFor(seen.sight);
  const sheet = openSheet(targets, top, seen, job);
  for (const target of targets) {
    const passes = passesOn(process.stderr);
    const maps = await seen.watch.time("map", () => mapsOf(target, seen.pixels, job, passes.show)).finally(passes.clear);
    const verdicts = await judgeAll(maps, target, seen, job);
    for (const [at, map] of maps.entries()) {
      const one = await writeMap(map, target, seen, job);
      sheet?.add(map, one.note.statement);
      written.push({ ...one, result: { ...one.result, ...verdicts[at] } });
    }
  }
  return { maps: written, sheet: sheet ? await sheet.write() : null };
}

function topOf({ ranking, logits, probabilities }: Sight, labels: readonly string[]): TopClass[] {
  return ranking.map((index) => ({
    class: index,
    label: labels[index] as string,
    probability: probabilities[index] as number,
    logit: logits[index] as number,
  }));
}
