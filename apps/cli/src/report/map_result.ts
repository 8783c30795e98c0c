// One finished map → its entry in the report.
import {
  articleBytes, describeMap, emptinessOf, evidenceFor, grainOf, gridOf, type Image, legible, type Prediction, type RawMap,
  type Region, sentenceOn,
} from "@camlucida/cam";
import type { HowOptions, Options, StyleOptions, WhatOptions } from "../arguments/options.ts";
import type { Input } from "../files/inputs.ts";
import { sharesOf } from "../model/examples.ts";
import type { LastingNetwork } from "../model/lasting_network.ts";
import type { ExplainedMap } from "../requests/answers.ts";
import type { Target } from "../requests/targets.ts";
import type { Forwarded } from "../run/forward.ts";
import type { Job } from "../run/job.ts";
import type { WrittenFiles } from "../steps/steps.ts";
import { peakIn } from "./peak.ts";
import type { MapResult, Statement } from "./result.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** A photograph with the network's prediction. */
export interface PredictedPicture extends Forwarded {
  readonly input: Input;
  readonly photo: Image;
  readonly region: Region; // what the network saw of it
  readonly pixels: Float32Array; // [height, width, C], the network's input
  readonly watch: Stopwatch;
}

/** What is reported of a map. @param files what became of it */
export function reportOf(map: ExplainedMap, files: WrittenFiles, target: Target, predicted: PredictedPicture, job: Job): MapResult {
  const { style: { box, threshold }, outputs: { mask, existing } } = job.options;
  const marked = mask === undefined ? {} : { mask: files.mask };
  const regions = box || mask !== undefined ? { threshold, ...(box ? { boxes: files.boxes } : {}), ...marked } : {};
  return { ...describe(map, target, predicted, job), ...regions, ...(existing === "same" ? { grid: gridOf(map) } : {}), raw: files.raw, overlay: files.overlay };
}

/** What there is to say of a map before anything is written. */
type Description = Omit<MapResult, "grid" | "raw" | "overlay" | "threshold" | "boxes" | "mask" | "metrics" | "judgedFor" | "curves">;

export function describe(map: ExplainedMap, target: Target, { prediction, region }: PredictedPicture, { options, model }: Job): Description {
  const { what, how, style: { view } } = options;
  const { smooth, compat } = how;
  const { fusedAs, method } = map.planned;
  const { min, max } = describeMap(map.values);
  return {
    method: map.method,
    layer: map.layer,
    ...(fusedAs === undefined ? {} : { layersAs: fusedAs }),
    ...(method.aboutClass ? subjectOf(target, prediction, model, what) : ofNoClass),
    ...(smooth === undefined ? {} : { smooth }),
    unit: map.unit,
    min,
    max,
    peak: peakIn(map, region) ?? null,
    height: map.height,
    width: map.width,
    statement: statementOn(map, method.aboutClass, { compat, view }),
    residual: residualOf(map, target, prediction, model.network, options),
  };
}

/** What a map is about. */
type Subject = Pick<MapResult, "class" | "label" | "against" | "target" | "logit" | "probability">;

const ofNoClass: Subject = { class: null, label: null, target: null, logit: null, probability: null };

function subjectOf({ classIndex, against }: Target, prediction: Prediction, { labels, comparesPictures }: Job["model"], { target }: WhatOptions): Subject {
  return {
    class: classIndex,
    label: labels[classIndex] as string,
    ...(against ? { against: { class: against.classIndex, label: labels[against.classIndex] as string, alpha: against.alpha } } : {}),
    target,
    logit: prediction.logits[classIndex] as number,
    probability: sharesOf(prediction, comparesPictures)[classIndex] as number,
  };
}

/** Completeness holds for what adds up to a logit: cam, of one class, as it is. */
function residualOf({ unit }: ExplainedMap, { classIndex, against }: Target, prediction: Prediction, network: Pick<LastingNetwork, "classes" | "bias">, { what, how }: Options): number | null {
  const complete = unit === "logits" && !against && what.target === "logit" && how.smooth === undefined;
  return complete ? evidenceFor(prediction, network, classIndex).residual : null;
}

/** What is said of a map that makes no picture: it is flat, never positive, or not finite. @param aboutClass whether the map is of a class */
export function statementOn({ method, values }: Pick<RawMap, "method" | "values">, aboutClass: boolean, { compat, view }: Pick<HowOptions, "compat"> & Pick<StyleOptions, "view">): Statement | null {
  const summary = describeMap(compat === undefined ? legible(values, grainOf(method)) : values);
  const finished = compat !== undefined && compat !== "article";
  const emptiness = emptinessOf(summary, compat === undefined ? view : finished ? "positive" : "minmax");
  // Where a finished map shows nothing, it is zero everywhere, whatever the evidence was.
  if (finished && emptiness !== undefined && summary.finite) return { code: "map-zero", message: "the finished map is zero everywhere" };
  if (emptiness) return { code: `map-${emptiness}`, message: sentenceOn(emptiness, summary, aboutClass) };
  const { statement } = compat === "article" ? articleBytes(values) : { statement: undefined };
  return statement === undefined ? null : { code: "map-not-finite", message: statement };
}
