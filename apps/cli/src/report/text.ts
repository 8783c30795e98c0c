// The report for people: what the network sees, how sure it is, where, and where the picture went. Pure functions.
import { bar, cellsOf, padRight, printable, truncate } from "./cells.ts";
import { mapLines, placeLine } from "./map_text.ts";
import { compact, duration, percent, twoDecimals } from "./numbers.ts";
import type { Checked, ImageFailure, ImageSuccess, Milliseconds, TopClass } from "./result.ts";
import type { Style } from "./style.ts";

/** What is said beyond the result itself. */
export interface Notes {
  readonly remarks: readonly string[]; // such as a wrong extension
}

const margin = "  ";
const longestLabel = 32; // cells
const longestBar = 30; // cells
const numbers = 23; // cells right of the bar: " 100.0 %  logit −123.45"

/** The report of one photograph, several lines. "verbose" adds the stages, the model's hash and the proof. */
export function successText(result: ImageSuccess, notes: Notes, style: Style, detail: "normal" | "verbose"): string {
  const { input, maps } = result;
  const lines = [
    `${style.bold(printable(result.image))}  ${style.dim(`${input.width}×${input.height}`)}`,
    ...notes.remarks.map((remark) => margin + style.warn(printable(remark))),
    "",
    ...topLines(result.top, style),
    ...(result.model.probabilities === "sigmoid" ? [margin + style.dim("one logit: the percentage is its sigmoid")] : []),
    "",
    ...maps.flatMap((map) => mapLines(map, style, result.kept)),
    ...(result.sheet === null ? [] : [`${margin}${style.bold("sheet")}`, placeLine(result.sheet, result.kept ?? [], style), ""]),
    ...checkLines(result.check, style),
    margin + style.dim(runLine(result)),
    ...(detail === "verbose" ? verboseLines(result, style) : []),
  ];
  return `${lines.join("\n")}\n`;
}

/** One line for a photograph that failed. */
export function failureText({ image, error }: ImageFailure, style: Style): string {
  return `${style.alarm("✗")} ${style.bold(printable(image))}  ${printable(error.message)} ${style.dim(`(${error.code})`)}\n`;
}

/** How many photographs ended how. */
export interface Counts {
  readonly explained: number;
  readonly skipped: number;
  readonly failed: number;
}

/** The last line after several photographs. @param ms from the first to the last. */
export function summaryText(counts: Counts, ms: number, style: Style): string {
  const pace = counts.explained === 0 ? "" : `, ${Number(((counts.explained / ms) * 1000).toPrecision(2))} a second`;
  return `${style.bold(`${counts.explained} explained`)}${othersText(counts, style.alarm)} ${style.dim(`in ${duration(ms)}${pace}`)}\n`;
}

/** The last line where somebody ended the run. @param found photographs */
export function interruptedText(counts: Counts, found: number): string {
  return found < 2 ? "interrupted" : `interrupted: ${counts.explained} of ${found} explained${othersText(counts, String)}`;
}

/** ", 5 skipped, 1 failed" */
const othersText = ({ skipped, failed }: Counts, alarm: (text: string) => string): string =>
  `${skipped === 0 ? "" : `, ${skipped} skipped`}${failed === 0 ? "" : `, ${alarm(`${failed} failed`)}`}`;

/** "  Egyptian cat  ███████▉   95.8 %  logit 38.20" */
function topLines(top: readonly TopClass[], style: Style): string[] {
  const labels = top.map(({ label }) => truncate(printable(label), Math.min(longestLabel, style.columns - numbers - 12)));
  const labelCells = Math.max(0, ...labels.map(cellsOf));
  const barCells = Math.min(longestBar, style.columns - margin.length - labelCells - 2 - numbers);
  return top.map(({ probability, logit }, i) => {
    const label = padRight(labels[i] ?? "", labelCells);
    const full = padRight(bar(probability, barCells), barCells);
    const figures = `${percent(probability).padStart(8)}  ${style.dim(`logit ${twoDecimals(logit).padStart(6)}`)}`;
    return margin + (i === 0 ? style.bold(label) : label) + "  " + style.accent(full) + figures;
  });
}

function runLine({ model, device, ms }: ImageSuccess): string {
  return `${printable(model.name)} · ${device.kind.toUpperCase()} ${printable(device.name)} · ${duration(ms.total)}`;
}

function verboseLines({ model, device, maps, ms }: ImageSuccess, style: Style): string[] {
  return [
    `times  ${timesOf(ms)}`,
    `device ${device.kind.toUpperCase()}: ${printable(device.why)}`,
    `model  ${model.classes} ${model.classes === 1 ? "class" : "classes"}, SHA-256 ${model.sha256}`,
    ...maps.flatMap(({ label, residual }) =>
      residual === null || label === null ? [] : [`proof  |mean(map) + bias − logit| = ${residual.toExponential(1)} logits for ${printable(label)}`]),
  ].map((line) => margin + style.dim(line));
}

function timesOf({ decode, preprocess, forward, map, judge, encode, files }: Milliseconds): string {
  return Object.entries({ decode, preprocess, forward, map, ...(judge > 0 ? { judge } : {}), encode, files }).map(([stage, ms]) => `${stage} ${duration(ms)}`).join(" · ");
}

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
