// The lines about logits held against those that Python saved.
import { printable } from "./cells.ts";
import { compact } from "./numbers.ts";
import type { Checked } from "./result.ts";
import type { Style } from "./style.ts";

const margin = "  ";

export function checkLines(check: Checked | undefined, style: Style): string[] {
  if (check === undefined) return [];
  const { ok, file, largestDifference, at, tolerance, range, ours, saved, lookAt = [] } = check;
  const verdict = ok ? style.accent("equal") : style.alarm("not equal");
  const top = ({ class: index, label, logit }: Checked["ours"]): string => `${printable(label)} (class ${index}, ${compact(logit)})`;
  return [
    `${margin}${style.bold("check")}  ${verdict}: largest difference ${compact(largestDifference)} (class ${at}), allowed ${compact(tolerance)}, a thousandth of the range ${compact(range)}`,
    `${margin}       on top here: ${top(ours)}`,
    `${margin}       in ${printable(file)}: ${top(saved)}`,
    ...(ok ? [] : [`${margin}       Look at`]),
    ...lookAt.map((place) => `${margin}       - ${place}`),
    "",
  ];
}
