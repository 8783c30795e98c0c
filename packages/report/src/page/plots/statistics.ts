// What the plots show: how probabilities are distributed, and how often the model is right where it is that sure.
import { answerOf, type Report } from "../state/report.ts";

/** Pictures whose probability lies from `from` to `to`; the last bin holds 1 too. */
export interface ProbabilityBin {
  readonly from: number;
  readonly to: number;
  readonly right: number; // pictures
  readonly wrong: number;
  readonly unknown: number;
  readonly sure: number; // mean probability of the right and wrong ones; NaN where there are none
}

export function binsOf(report: Report, bins: number): ProbabilityBin[] {
  const tallies = Array.from({ length: bins }, () => ({ right: 0, wrong: 0, unknown: 0, sum: 0 }));
  report.data.pictures.probability.forEach((probability, picture) => {
    const tally = tallies[Math.min(bins - 1, Math.max(0, Math.floor(probability * bins)))];
    if (!tally) return; // not a number
    const answer = answerOf(report, picture);
    tally[answer]++;
    if (answer !== "unknown") tally.sum += probability;
  });
  return tallies.map(({ right, wrong, unknown, sum }, at) => ({ from: at / bins, to: (at + 1) / bins, right, wrong, unknown, sure: sum / (right + wrong) }));
}

/** Expected calibration error (Naeini, Cooper, Hauskrecht 2015): Σ nᵦ/n · |rightᵦ/nᵦ − sureᵦ| over bins of equal width. NaN without pictures of known truth. */
export function calibrationError(bins: readonly ProbabilityBin[]): number {
  const all = bins.reduce((sum, { right, wrong }) => sum + right + wrong, 0);
  const gaps = bins.filter(({ right, wrong }) => right + wrong > 0).map(({ right, wrong, sure }) => Math.abs(right - sure * (right + wrong)));
  return gaps.reduce((sum, gap) => sum + gap, 0) / all;
}
