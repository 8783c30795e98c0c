// What --metrics and --curves make of the maps of one class.
import { curvesSvg } from "@camlucida/cam";
import { writeResult } from "../files/outputs.ts";
import { fillTemplate } from "../files/template.ts";
import type { PredictedPicture } from "../report/map_result.ts";
import { announceMetrics } from "../report/notices.ts";
import { passesOn } from "../report/progress.ts";
import type { MapResult } from "../report/result.ts";
import { methodName, placeTitle } from "../report/titles.ts";
import type { ExplainedMap } from "../requests/answers.ts";
import { slugOf, type Target } from "../requests/targets.ts";
import { outletOf, type Job } from "../run/job.ts";
import { judge, type Judged } from "./judge.ts";
import { measured } from "./measures.ts";
import process from "node:process";

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

export interface Verdict {
  readonly map: ExplainedMap;
  readonly judged: Judged;
}

/** @returns the picture's path. @throws OutputError */
export async function writeCurves(template: string, verdicts: readonly Verdict[], target: Target, predicted: PredictedPicture, job: Job): Promise<string> {
  const svg = curvesSvg(verdicts.map(({ map, judged: { insertion, deletion } }) => ({ method: titleOf(map), insertion, deletion })));
  const path = fillTemplate(template, predicted.input, { class: slugOf(target, job.slugs), method: "", layer: "" });
  await writeResult(path, new TextEncoder().encode(svg), outletOf(job));
  return path;
}

const titleOf = ({ method, layer, planned }: ExplainedMap): string => `${methodName(method)}, ${placeTitle(layer, planned.fusedAs)}`;
