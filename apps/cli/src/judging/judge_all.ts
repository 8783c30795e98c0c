// What --metrics and --curves make of the maps of one class.
import process from "node:process";
import type { ExplainedMap } from "../asking/answers.ts";
import type { Target } from "../asking/targets.ts";
import type { Job } from "../job.ts";
import type { Seen } from "../map_result.ts";
import { announceMetrics } from "../report/notices.ts";
import { passesOn } from "../report/progress.ts";
import type { MapResult } from "../report/result.ts";
import { judge } from "./judge.ts";
import { measured } from "./measured.ts";
import { writeCurves, type Verdict } from "./write_curves.ts";

/** @returns what is added to each map's result: nothing where it was not asked for. @throws OutputError, DeviceError */
export async function judgeAll(maps: readonly ExplainedMap[], target: Target, seen: Seen, job: Job): Promise<Verdicts[]> {
  const { metrics, curves } = job.options;
  if (!metrics) return maps.map(() => ({}));
  announceMetrics(job.notice, job.plan.maps.length, seen.watch.milliseconds().forward);
  const line = passesOn(process.stderr);
  const verdicts: Verdict[] = [];
  try {
    for (const map of maps) verdicts.push({ map, judged: await seen.watch.time("judge", () => judge(map, target.classIndex, seen, job, line)) });
  } finally {
    line.clear();
  }
  const picture = curves === undefined ? {} : { curves: await writeCurves(curves, verdicts, target, seen, job) };
  const { classIndex } = target;
  return verdicts.map(({ map, judged: { measures } }) => ({
    metrics: measured(measures),
    ...(map.planned.method.aboutClass ? {} : { judgedFor: { class: classIndex, label: job.model.labels[classIndex] as string } }),
    ...picture,
  }));
}

type Verdicts = Pick<MapResult, "metrics" | "judgedFor" | "curves">;
