import type { ReportData } from "../../data/report_data.ts";
import { expect, test } from "vitest";
import { reportOf } from "../state/report.ts";
import { smallReport } from "../../testing/small_report.ts";
import { binsOf, calibrationError } from "./statistics.ts";

/** A report of these answers alone. */
function reportWith(answers: readonly (readonly [probability: number, right: boolean | undefined])[]): ReturnType<typeof reportOf> {
  const pictures = {
    image: answers.map(() => "a.jpg"), predicted: answers.map(() => 0), probability: answers.map(([probability]) => probability),
    truth: answers.map(([, right]) => (right === undefined ? -1 : right ? 0 : 1)),
  };
  return reportOf({ ...smallReport, pictures } satisfies ReportData);
}

test("a bin holds its lower bound, the last one 1 as well", () => {
  const bins = binsOf(reportWith([[0, true], [0.5, false], [0.49, true], [1, undefined], [0.75, true]]), 2);
  expect(bins.map(({ right, wrong, unknown }) => [right, wrong, unknown])).toEqual([[2, 0, 0], [1, 1, 1]]);
  expect(bins[1]?.sure).toBeCloseTo(0.625, 12); // of 0.5 and 0.75: whose truth is unknown is left out
});

test("the calibration error of an example reckoned by hand", () => {
  // Bin 0…0.5: mean 0.3, right 1 of 2; bin 0.5…1: mean 0.85, right 1 of 2. (|1 − 0.6| + |1 − 1.7|) / 4 = 0.275
  expect(calibrationError(binsOf(reportWith([[0.2, true], [0.4, false], [0.8, true], [0.9, false]]), 2))).toBeCloseTo(0.275, 12);
});

test("what is as often right as it says has none; without truth it is not a number", () => {
  expect(calibrationError(binsOf(reportWith([[0.5, true], [0.5, false]]), 10))).toBe(0);
  expect(calibrationError(binsOf(reportWith([[0.5, undefined]]), 10))).toBeNaN();
});

test("a probability that is none is in no bin", () => {
  expect(binsOf(reportWith([[NaN, true]]), 4).every(({ right, wrong, unknown }) => right + wrong + unknown === 0)).toBe(true);
});
