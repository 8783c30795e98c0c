// One finished map → its entry in the report.
import { describeMap, evidenceFor, type Image, type Region, type Prediction } from "@camlucida/cam";
import type { Options, WhatOptions } from "../arguments/options.ts";
import type { ExplainedMap } from "../requests/answers.ts";
import type { Target } from "../requests/targets.ts";
import type { Input } from "../files/inputs.ts";
import type { Forwarded } from "../run/forward.ts";
import type { Job } from "../run/job.ts";
import type { LastingNetwork } from "../model/lasting_network.ts";
import { peakIn } from "./peak.ts";
import type { MapResult } from "./result.ts";
import { statementOn } from "./statement.ts";
import type { WrittenFiles } from "../steps/steps.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** A photograph with the network's prediction. */
export interface PredictedPicture extends Forwarded {
  readonly input: Input;
  readonly photo: Image;
  readonly region: Region; // what the network saw of it
  readonly pixels: Float32Array; // [224, 224, 3], the network's input
  readonly watch: Stopwatch;
}

/** What is reported of a map. @param files what became of it */
export function reportOf(map: ExplainedMap, files: WrittenFiles, target: Target, predicted: PredictedPicture, job: Job): MapResult {
  const { style: { box, threshold }, outputs: { mask } } = job.options;
  const marked = mask === undefined ? {} : { mask: files.mask };
  const regions = box || mask !== undefined ? { threshold, ...(box ? { boxes: files.boxes } : {}), ...marked } : {};
  return { ...describe(map, target, predicted, job), ...regions, raw: files.raw, overlay: files.overlay };
}

/** What there is to say of a map before anything is written. */
export type Description = Omit<MapResult, "raw" | "overlay" | "threshold" | "boxes" | "mask" | "metrics" | "judgedFor" | "curves">;

export function describe(map: ExplainedMap, target: Target, { prediction, region }: PredictedPicture, { options, model: { labels, network } }: Job): Description {
  const { what, how, style: { view } } = options;
  const { smooth, compat } = how;
  const { fusedAs, method } = map.planned;
  const { min, max } = describeMap(map.values);
  return {
    method: map.method,
    layer: map.layer,
    ...(fusedAs === undefined ? {} : { layersAs: fusedAs }),
    ...(method.aboutClass ? subjectOf(target, prediction, labels, what) : ofNoClass),
    ...(smooth === undefined ? {} : { smooth }),
    unit: map.unit,
    min,
    max,
    peak: peakIn(map, region) ?? null,
    height: map.height,
    width: map.width,
    statement: statementOn(map, method.aboutClass, { compat, view }),
    residual: residualOf(map, target, prediction, network, options),
  };
}

/** What a map is about. */
type Subject = Pick<MapResult, "class" | "label" | "against" | "target" | "logit">;

const ofNoClass: Subject = { class: null, label: null, target: null, logit: null };

function subjectOf({ classIndex, against }: Target, { logits }: Prediction, labels: readonly string[], { target }: WhatOptions): Subject {
  return {
    class: classIndex,
    label: labels[classIndex] as string,
    ...(against ? { against: { class: against.classIndex, label: labels[against.classIndex] as string, alpha: against.alpha } } : {}),
    target,
    logit: logits[classIndex] as number,
  };
}

/** Completeness holds for what adds up to a logit: cam, of one class, as it is. */
function residualOf({ unit }: ExplainedMap, { classIndex, against }: Target, prediction: Prediction, network: Pick<LastingNetwork, "classes" | "bias">, { what, how }: Options): number | null {
  const complete = unit === "logits" && !against && what.target === "logit" && how.smooth === undefined;
  return complete ? evidenceFor(prediction, network, classIndex).residual : null;
}
