// How good one map is, by every metric; on the image that the network saw, for the probability of the map's class.
import {
  averageDrop, boxesOnMap, deletion, energyPointingGame, enlarge, inputSide, insertion, logitOf, pointingGame, road,
  type Curve, type Measure, type NoValue, type Region, type ScoreImages,
} from "@camlucida/cam";
import type { ExplainedMap } from "../requests/answers.ts";
import type { Job } from "../run/job.ts";
import type { PredictedPicture } from "../report/map_result.ts";
import { nameOf } from "../files/inputs.ts";
import type { Measures } from "./measures.ts";
import type { PassesLine } from "../report/progress.ts";

export interface Judged {
  readonly measures: Measures;
  readonly insertion: Curve | NoValue;
  readonly deletion: Curve | NoValue;
}

/** How far from a box a peak still hits it, in pixels of the network's input: Zhang et al. 2016, arXiv:1608.00507. */
const tolerance = 15;

/** @throws DeviceError */
export async function judge(map: ExplainedMap, classIndex: number, predicted: PredictedPicture, job: Job, line: PassesLine): Promise<Judged> {
  const { model: { network, labels }, boxesOf } = job;
  const explained = { image: predicted.pixels, map: enlarge(map.values, map.width, map.height, inputSide, inputSide), width: inputSide, height: inputSide };
  const scoreAs = (metric: string): ScoreImages => (count, make) =>
    network.score(logitOf(classIndex, network.classes), count, make, (done) => line.show(`${metric} of ${map.method}`, done, count));
  const { drop, increase } = await averageDrop(explained, scoreAs("drop"));
  const inserted = await insertion(explained, scoreAs("insertion"));
  const deleted = await deletion(explained, scoreAs("deletion"));
  const removed = await road(explained, scoreAs("ROAD"));
  const boxes = boxesOf?.(nameOf(predicted.input), labels[classIndex] as string);
  const pointed = boxes ? pointing(explained.map, boxesOnMap(boxes, predicted.region, inputSide, inputSide)) : {};
  const measures = { drop, increase, insertion: measureOf(inserted), deletion: measureOf(deleted), road: measureOf(removed), ...pointed };
  return { measures, insertion: inserted, deletion: deleted };
}

function pointing(map: Float32Array, boxes: readonly Region[]): Measures {
  return {
    pointing: pointingGame(map, inputSide, inputSide, boxes, tolerance),
    energy: energyPointingGame(map, inputSide, inputSide, boxes),
  };
}

/** The number alone, of a result that shows also how it came about. */
const measureOf = (result: { readonly value: number } | NoValue): Measure => (result.value === null ? result : { value: result.value });
