// The report for people: what the network sees, how sure it is, where, and where the picture went. Pure functions.
import type { Box } from "../image/regions.ts";
import { metricsText } from "../metrics/metrics_text.ts";
import type { Checked, ImageFailure, ImageSuccess, MapResult, Milliseconds, TopClass } from "./result.ts";
import { bar, cellsOf, padRight, printable, type Style, truncate } from "./terminal.ts";
import { isUsual, preprocessingText } from "./preprocessing_text.ts";
import { compact, duration, mapTitle, percent, targetTitle, twoDecimals, units } from "./wording.ts";

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
    ...(isUsual(result.model.preprocessing) || detail === "verbose" ? [] : [margin + style.dim(preprocessingText(result.model.preprocessing))]),
    ...(result.model.probabilities === "none" ? [margin + style.dim("a backbone without a class head: it answers with features, and no class has a probability")] : []),
    ...(result.model.probabilities === "cosine" ? [margin + style.dim("how like each picture it is: the percentage is the cosine of the features")] : []),
    ...(result.model.probabilities === "sigmoid" ? [margin + style.dim("one logit: the percentage is its sigmoid")] : []),
    "",
    ...maps.flatMap((map) => mapLines(map, result, style)),
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
interface Counts {
  readonly explained: number;
  readonly skipped: number;
  readonly failed: number;
}

/** The last line after several photographs. @param ms from the first to the last. */
export function summaryText(counts: Counts, ms: number, style: Style): string {
  const pace = counts.explained === 0 ? "" : `, ${Number(((counts.explained / ms) * 1000).toPrecision(2))} a second`;
  return `${style.bold(`${counts.explained} explained`)}${othersText(counts, style.alarm)} ${style.dim(`in ${duration(ms)}${pace}`)}\n`;
}

/** The last line where somebody ended the run. @param found photographs; @param isAll whether there are no more */
export function interruptedText(counts: Counts, found: number, isAll: boolean): string {
  return found < 2 ? "interrupted" : `interrupted: ${counts.explained} of ${found}${isAll ? "" : " or more"} explained${othersText(counts, String)}`;
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
    preprocessingText(model.preprocessing),
    `model  ${model.probabilities === "cosine" ? "compared with pictures" : `${model.classes} ${model.classes === 1 ? "class" : "classes"}`}, SHA-256 ${model.sha256}`,
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

/** The lines about one map: which, where it is largest, in which units, and where it was written. @param kept paths of what was there already */
function mapLines(map: MapResult, { model: { probabilities }, kept = [] }: Pick<ImageSuccess, "model" | "kept">, style: Style): string[] {
  const facts = [...(map.class === null || probabilities === "cosine" ? [] : [classesOf(map)]), mapTitle(map), `${map.width}×${map.height}`];
  const title = `${targetTitle(map)} ${style.dim(`(${facts.join(", ")})`)}`;
  const statement = map.statement === null ? [] : [`${margin}     ${style.warn(map.statement.message)}`];
  const places = [map.overlay, map.mask ?? null, map.raw, map.curves ?? null].filter((path) => path !== null);
  return [
    `${margin}${style.bold("map")}  ${title}`,
    ...statement,
    `${margin}     ${rangeOf(map)}`,
    ...(map.boxes === undefined ? [] : [`${margin}     ${boxesText(map.boxes, map.threshold)}`]),
    ...(map.metrics === undefined ? [] : [`${margin}     ${metricsText(map.metrics)}`]),
    ...places.map((place) => placeLine(place, kept, style)),
    "",
  ];
}

/** "  →  samples/chelsea.cam.png" */
function placeLine(place: string, kept: readonly string[], style: Style): string {
  const left = kept.includes(place) ? style.dim("  was there already") : "";
  return `${margin}  ${style.accent("→")}  ${style.bold(place === "-" ? "standard output" : printable(place))}${left}`;
}

const classesOf = (map: MapResult): string =>
  `${map.against ? `classes ${map.class} and ${map.against.class}` : `class ${map.class}`}${map.target === "probability" ? ", probability" : ""}`;

function rangeOf({ min, max, peak, unit }: MapResult): string {
  const where = peak === null ? "" : ` near pixel (${Math.round(peak.x)}, ${Math.round(peak.y)})`;
  return `peak ${compact(max)}${units[unit]}${where}, range ${compact(min)} … ${compact(max)}`;
}

/** "2 boxes from 0.5 of the peak: 120×90 at (33, 40), 8×9 at (3, 4)" */
function boxesText(boxes: readonly Box[], threshold: number | undefined): string {
  const count = boxes.length === 1 ? "1 box" : `${boxes.length === 0 ? "no" : boxes.length} boxes`;
  const named = boxes.slice(0, 3).map(({ x, y, width, height }) => `${width}×${height} at (${x}, ${y})`);
  const more = boxes.length > named.length ? ", …" : "";
  return `${count} from ${threshold} of the peak${named.length > 0 ? `: ${named.join(", ")}${more}` : ""}`;
}
