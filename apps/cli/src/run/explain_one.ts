// One picture, from file to file: read → decode → preprocess → network → maps → view → write. What comes before the network
// and after the maps is in steps/.
import { type Prediction, probabilityFunction } from "@camlucida/cam";
import process from "node:process";
import type { Options } from "../arguments/options.ts";
import { compareLogits } from "../model/check_logits.ts";
import { sharesOf } from "../model/examples.ts";
import { type Input, nameOf } from "../files/inputs.ts";
import { legendText } from "../report/wording.ts";
import { judgeAll } from "../metrics/judge.ts";
import type { Model } from "../model/model.ts";
import { describe, type PredictedPicture, reportOf } from "../report/map_result.ts";
import { announcedPassesOn } from "../report/progress.ts";
import type { Checked, ImageSkipped, ImageSuccess, MapResult, ModelFacts, TopClass } from "../report/result.ts";
import { Stopwatch } from "../report/stopwatch.ts";
import type { Notes } from "../report/text.ts";
import { commonScale, dataOf, type ExplainedMap, mapsOf, type ScaleOf } from "../requests/answers.ts";
import { mapsFor } from "../requests/plan.ts";
import { noClassSlug, rankingOf, slugOf, type Target } from "../requests/targets.ts";
import { openSheet } from "../sheet/write_sheet.ts";
import type { WrittenFiles } from "../steps/steps.ts";
import { type Existing, existingOf, namesOf } from "./existing.ts";
import type { Job } from "./job.ts";

/** @throws ImageError, OutputError, NetworkError for this picture; DeviceError for all of them */
export async function explainOne(input: Input, job: Job): Promise<{ result: ImageSuccess | ImageSkipped; notes: Notes }> {
  const { model } = job;
  const known = await existingOf(input, job.knownNames, job.options.outputs);
  if (known?.all) return skipped(input, known);
  const watch = new Stopwatch();
  const { image, pixels, region, remarks, times } = await job.steps.load(input, model.network.preprocessing);
  watch.addAll(times);
  const { there, device, explained } = await job.forward(pixels, watch, async (forwarded) => {
    const found = known ?? await existingOf(input, namesOf(job.plan, job.targetsFor(forwarded.prediction).map((target) => slugOf(target, job.slugs))), job.options.outputs);
    const predicted = { ...forwarded, input, photo: image, region, pixels, watch };
    return { there: found, device: model.network.device, explained: found?.all ? undefined : await explainTargets(predicted, job) };
  });
  if (explained === undefined) return skipped(input, there);
  const { top, maps, sheet, check } = await explained.finish();
  return {
    result: {
      image: nameOf(input),
      ok: true,
      model: factsOf(model, job.options),
      device: { kind: device.kind, name: device.name, why: device.why }, // by which it was seen: see lasting_network.ts
      input: { width: image.width, height: image.height },
      ...(remarks.length === 0 ? {} : { remarks }),
      top,
      maps,
      sheet,
      ...(there === undefined || there.paths.length === 0 ? {} : { kept: there.paths }),
      ...(check === undefined ? {} : { check }),
      ms: watch.milliseconds(),
    },
    notes: { remarks },
  };
}

function skipped(input: Input, there: Existing | undefined): { result: ImageSkipped; notes: Notes } {
  return { result: { image: nameOf(input), ok: true, skipped: true, files: there?.paths ?? [] }, notes: { remarks: [] } };
}

/** Whoever reads only what is seen is not made to wait for the hash. */
function factsOf({ name, digest, comparesPictures, network: { classes, preprocessing, hasClasses } }: Model, { outputs: { json, existing }, run: { detail } }: Options): ModelFacts {
  const probabilities = comparesPictures ? "cosine" : hasClasses ? probabilityFunction(classes) : "none";
  return { name, sha256: json || detail === "verbose" || existing === "same" ? digest() : undefined, classes: hasClasses && !comparesPictures ? classes : 0, preprocessing, probabilities };
}

interface Explained {
  readonly top: readonly TopClass[];
  readonly maps: readonly MapResult[];
  readonly sheet: string | null; // its path
  readonly check: Checked | undefined;
}

/** The maps of one target. */
interface Answered {
  readonly maps: readonly ExplainedMap[];
  readonly column: number; // of a sheet
  readonly target: Target;
  readonly verdicts: Awaited<ReturnType<typeof judgeAll>>;
  readonly isLast: boolean; // of the picture, which nobody asks anything of after it
}

/**
 * The maps of every target, one target after the other. While they are written the network goes on to the next target, and
 * after the last to the next picture.
 * @returns what waits for the last of them
 */
async function explainTargets(predicted: PredictedPicture, job: Job): Promise<{ finish(): Promise<Explained> }> {
  const fault = job.model.network.faultOf(predicted.prediction);
  if (fault) throw fault;
  const top = job.model.network.hasClasses ? topOf(predicted.prediction, job.model, job.options.outputs.top) : [];
  const check = job.saved && compareLogits(predicted.prediction.logits, job.saved, job.model.labels);
  const targets = job.targetsFor(predicted.prediction);
  const sheet = openSheet(targets, top.slice(0, mostOnSheet), predicted, job);
  const written: MapResult[] = [];
  const { scale, view } = job.options.style;
  const held: Answered[] = []; // until the largest value of all is known
  let writing: Promise<void> = Promise.resolve();
  const write = async ({ maps, column, target, verdicts, isLast }: Answered, scaleOf: ScaleOf): Promise<void> => {
    await writing; // no more than the maps of two targets are held, but for a sheet or a common scale
    writing = writeMaps(maps, target, predicted, job, scaleOf, isLast).then((reports) => reports.forEach((report, at) => {
      sheet?.add(maps[at] as ExplainedMap, column, report.statement?.message);
      written.push({ ...report, ...verdicts[at] });
    }));
    writing.catch(() => undefined); // `finish` tells
  };
  try {
    for (const [column, target] of targets.entries()) {
      const planned = mapsFor(job.plan, column === 0);
      if (planned.length === 0) break;
      const passes = announcedPassesOn(process.stderr, job.notice);
      const maps = await predicted.watch.time("map", () => mapsOf(target, planned, predicted, job, passes.show)).finally(passes.clear);
      const isLast = column === targets.length - 1 && !sheet;
      const answered = { maps, column, target, verdicts: await judgeAll(maps, target, predicted, job), isLast };
      if (scale === "common") held.push(answered);
      else await write(answered, () => scale);
    }
    const common = commonScale(held.flatMap(({ maps }) => maps), view);
    for (const answered of held) await write(answered, common);
  } catch (error) {
    await Promise.allSettled([writing]); // nothing goes on behind a picture that failed
    throw error;
  }
  const finish = async (): Promise<Explained> => {
    await writing;
    return { top, maps: written, sheet: sheet ? await sheet.write() : null, check };
  };
  return { finish };
}

async function writeMaps(maps: readonly ExplainedMap[], target: Target, predicted: PredictedPicture, job: Job, scaleOf: ScaleOf, isLast: boolean): Promise<MapResult[]> {
  const slug = slugOf(target, job.slugs);
  const named = maps.map((map) => ({
    map: dataOf(map),
    names: { class: map.planned.method.aboutClass ? slug : noClassSlug, method: map.method, layer: map.layer },
    scale: scaleOf(map),
    legend: job.options.style.legend ? legendText(describe(map, target, predicted, job)) : undefined,
  }));
  const { maps: files, times } = await job.steps.write({ input: predicted.input, image: predicted.photo, region: predicted.region, maps: named, isLast });
  predicted.watch.addAll(times);
  return maps.map((map, at) => reportOf(map, files[at] as WrittenFiles, target, predicted, job));
}

/** A sheet has room for these. */
const mostOnSheet = 5;

function topOf(prediction: Prediction, { labels, comparesPictures }: Pick<Model, "labels" | "comparesPictures">, count: number): TopClass[] {
  const { ranking, logits } = prediction;
  const shares = sharesOf(prediction, comparesPictures);
  return (count > ranking.length ? rankingOf(prediction) : ranking).slice(0, count).map((index) => ({
    class: index,
    label: labels[index] as string,
    probability: shares[index] as number,
    logit: logits[index] as number,
  }));
}
