// What --metrics and --curves make of the maps of one class: how good each is, by every metric; on the image that the network saw, for the
// probability of the map's class.
import {
  averageDrop, boxesOnMap, type Curve, curvesSvg, deletion, energyPointingGame, enlarge, type InputSize, insertion, logitOf, type Measure,
  type NoValue, pointingGame, type Region, road, type ScoreImages,
} from "@camlucida/cam";
import process from "node:process";
import { nameOf } from "../files/inputs.ts";
import { writeResult } from "../files/outputs.ts";
import { fillTemplate } from "../files/template.ts";
import type { PredictedPicture } from "../report/map_result.ts";
import { announceMetrics, type PassesLine, passesOn } from "../report/progress.ts";
import { type MapResult, type Measured, type MetricName, metricNames } from "../report/result.ts";
import { methodName, placeTitle } from "../report/wording.ts";
import type { ExplainedMap } from "../requests/answers.ts";
import { slugOf, type Target } from "../requests/targets.ts";
import { type Job, outletOf } from "../run/job.ts";

/** @returns what is added to each map's result: nothing where it was not asked for. @throws OutputError, DeviceError */
export async function judgeAll(maps: readonly ExplainedMap[], target: Target, predicted: PredictedPicture, job: Job): Promise<Verdicts[]> {
  const { run: { metrics }, outputs: { curves } } = job.options;
  if (!metrics) return maps.map(() => ({}));
  announceMetrics(job.notice, job.plan.maps.length, predicted.watch.milliseconds().forward);
  const line = passesOn(process.stderr);
  const verdicts: Verdict[] = [];
  try {
    for (const map of maps) verdicts.push({ map, judged: await predicted.watch.time("judge", () => judge(map, target.classIndex, predicted, job, line)) });
  } finally {
    line.clear();
  }
  const picture = curves === undefined ? {} : { curves: await writeCurves(curves, verdicts, target, predicted, job) };
  const { classIndex } = target;
  return verdicts.map(({ map, judged: { measures } }) => ({
    metrics: measured(measures),
    ...(map.planned.method.aboutClass ? {} : { judgedFor: { class: classIndex, label: job.model.labels[classIndex] as string } }),
    ...picture,
  }));
}

type Verdicts = Pick<MapResult, "metrics" | "judgedFor" | "curves">;

interface Verdict {
  readonly map: ExplainedMap;
  readonly judged: Judged;
}

/** @returns the picture's path. @throws OutputError */
async function writeCurves(template: string, verdicts: readonly Verdict[], target: Target, predicted: PredictedPicture, job: Job): Promise<string> {
  const svg = curvesSvg(verdicts.map(({ map, judged: { insertion, deletion } }) => ({ method: titleOf(map), insertion, deletion })));
  const path = fillTemplate(template, predicted.input, { class: slugOf(target, job.slugs), method: "", layer: "" });
  await writeResult(path, new TextEncoder().encode(svg), outletOf(job));
  return path;
}

const titleOf = ({ method, layer, planned }: ExplainedMap): string => `${methodName(method)}, ${placeTitle(layer, planned.fusedAs)}`;

interface Judged {
  readonly measures: Measures;
  readonly insertion: Curve | NoValue;
  readonly deletion: Curve | NoValue;
}

/** How far from a box a peak still hits it, a share of the input's shorter side: 15 pixels of 224. Zhang et al. 2016, arXiv:1608.00507. */
const tolerance = 15 / 224;

/** @throws DeviceError */
async function judge(map: ExplainedMap, classIndex: number, predicted: PredictedPicture, job: Job, line: PassesLine): Promise<Judged> {
  const { model: { network, labels }, boxesOf } = job;
  const { size } = network.preprocessing;
  const explained = { image: predicted.pixels, map: enlarge(map.values, map.width, map.height, size.width, size.height), ...size };
  const scoreAs = (metric: string): ScoreImages => (count, make) =>
    network.score(logitOf(classIndex, network.classes), count, make, (done) => line.show(`${metric} of ${map.method}`, done, count));
  const { drop, increase } = await averageDrop(explained, scoreAs("drop"));
  const inserted = await insertion(explained, scoreAs("insertion"));
  const deleted = await deletion(explained, scoreAs("deletion"));
  const removed = await road(explained, scoreAs("ROAD"));
  const boxes = boxesOf?.(nameOf(predicted.input), labels[classIndex] as string);
  const pointed = boxes ? pointing(explained.map, size, boxesOnMap(boxes, predicted.region, size.width, size.height)) : {};
  const measures = { drop, increase, insertion: measureOf(inserted), deletion: measureOf(deleted), road: measureOf(removed), ...pointed };
  return { measures, insertion: inserted, deletion: deleted };
}

function pointing(map: Float32Array, { width, height }: InputSize, boxes: readonly Region[]): Measures {
  return {
    pointing: pointingGame(map, width, height, boxes, tolerance * Math.min(width, height)),
    energy: energyPointingGame(map, width, height, boxes),
  };
}

/** The number alone, of a result that shows also how it came about. */
const measureOf = (result: { readonly value: number } | NoValue): Measure => (result.value === null ? result : { value: result.value });

/** A metric that was not asked for is absent. */
type Measures = Readonly<Partial<Record<MetricName, Measure>>>;

/** As they stand in the report. */
export function measured(measures: Measures): Measured {
  const entries = metricNames.flatMap((name) => (measures[name] ? [[name, measures[name]] as const] : []));
  const without = entries.flatMap(([name, { because }]) => (because === undefined ? [] : [[name, because] as const]));
  return {
    ...Object.fromEntries(entries.map(([name, { value }]) => [name, value])),
    ...(without.length > 0 ? { without: Object.fromEntries(without) } : {}),
  };
}
