// One photograph's insertion and deletion curves of one class, all methods in one picture.
import { curvesSvg } from "@camlucida/cam";
import type { ExplainedMap } from "../asking/answers.ts";
import { slugOf, type Target } from "../asking/targets.ts";
import { fillTemplate } from "../files/template.ts";
import type { Job } from "../job.ts";
import type { Seen } from "../map_result.ts";
import { writeResult } from "../outputs.ts";
import { methodName, placeTitle } from "../report/titles.ts";
import type { Judged } from "./judge.ts";

export interface Verdict {
  readonly map: ExplainedMap;
  readonly judged: Judged;
}

/** @returns the picture's path. @throws OutputError */
export async function writeCurves(template: string, verdicts: readonly Verdict[], target: Target, seen: Seen, job: Job): Promise<string> {
  const svg = curvesSvg(verdicts.map(({ map, judged: { insertion, deletion } }) => ({ method: titleOf(map), insertion, deletion })));
  const path = fillTemplate(template, seen.input, { class: slugOf(target, job.slugs), method: "", layer: "" });
  await writeResult(path, new TextEncoder().encode(svg), job);
  return path;
}

const titleOf = ({ method, layer, planned }: ExplainedMap): string => `${methodName(method)}, ${placeTitle(layer, planned.fusedAs)}`;
