// The confusion matrix: which pictures of one class are taken for which.
import type { ConfusionCell } from "../data/report_data.ts";
import type { PictureRow } from "./rows.ts";

/** @returns cells that hold pictures, row by row; null where no truth is known */
export function confusionOf(pictures: readonly PictureRow[]): ConfusionCell[] | null {
  const cells = new Map<string, { truth: number; predicted: number; pictures: number[] }>();
  pictures.forEach(({ truth, predicted }, row) => {
    if (truth < 0 || predicted < 0) return;
    const key = `${truth} ${predicted}`;
    const cell = cells.get(key) ?? { truth, predicted, pictures: [] };
    cells.set(key, cell);
    cell.pictures.push(row);
  });
  if (cells.size === 0) return null;
  return [...cells.values()].sort((a, b) => a.truth - b.truth || a.predicted - b.predicted);
}
