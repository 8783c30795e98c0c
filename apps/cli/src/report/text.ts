// The report for people: what the network sees, how sure it is, where, and where the picture went. Pure functions.
import { bar } from "./bar.ts";
import { cellsOf, padRight, printable, truncate } from "./cells.ts";
import type { ImageFailure, ImageSuccess, MapResult, Milliseconds, TopClass } from "./result.ts";
import type { Style } from "./style.ts";

/** What is said beyond the result itself. */
export interface Notes {
  readonly remarks: readonly string[]; // such as a wrong extension
  readonly maps: readonly MapNote[]; // one per map of the result, in its order
}

export interface MapNote {
  readonly statement: string | undefined; // a map that makes no picture, in words: "no positive evidence for this class"
  readonly peak: { readonly x: number; readonly y: number } | undefined; // where the map is largest, in pixels of the photograph
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
    "",
    ...maps.flatMap((map, i) => mapLines(map, notes.maps[i], style)),
    margin + style.dim(runLine(result)),
    ...(detail === "verbose" ? verboseLines(result, style) : []),
  ];
  return `${lines.join("\n")}\n`;
}

/** One line for a photograph that failed. */
export function failureText({ image, error }: ImageFailure, style: Style): string {
  return `${style.alarm("✗")} ${style.bold(printable(image))}  ${printable(error.message)} ${style.dim(`(${error.code})`)}\n`;
}

/** The last line after several photographs. @param ms from the first to the last. */
export function summaryText(explained: number, failed: number, ms: number, style: Style): string {
  const failures = failed === 0 ? "" : `, ${style.alarm(`${failed} failed`)}`;
  return `${style.bold(`${explained} explained`)}${failures} ${style.dim(`in ${duration(ms)}`)}\n`;
}

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

function mapLines(map: MapResult, note: MapNote | undefined, style: Style): string[] {
  const title = `${printable(map.label)} ${style.dim(`(class ${map.class}, ${map.layer}, ${map.width}×${map.height})`)}`;
  const statement = note?.statement === undefined ? [] : [`${margin}     ${style.warn(note.statement)}`];
  const places = [map.overlay, map.raw].filter((path) => path !== null);
  return [
    `${margin}${style.bold("map")}  ${title}`,
    ...statement,
    `${margin}     ${rangeOf(map, note)}`,
    ...places.map((place) => `${margin}  ${style.accent("→")}  ${style.bold(place === "-" ? "standard output" : printable(place))}`),
    "",
  ];
}

function rangeOf({ min, max }: MapResult, note: MapNote | undefined): string {
  const where = note?.peak === undefined ? "" : ` near pixel (${Math.round(note.peak.x)}, ${Math.round(note.peak.y)})`;
  return `peak ${compact(max)} logits${where}, range ${compact(min)} … ${compact(max)}`;
}

function runLine({ model, device, ms }: ImageSuccess): string {
  return `${printable(model.name)} · ${device.kind.toUpperCase()} ${printable(device.name)} · ${duration(ms.total)}`;
}

function verboseLines({ model, maps, ms }: ImageSuccess, style: Style): string[] {
  return [
    `times  ${timesOf(ms)}`,
    `model  ${model.classes} classes, SHA-256 ${model.sha256}`,
    ...maps.map(({ label, residual }) =>
      `proof  |mean(map) + bias − logit| = ${residual.toExponential(1)} logits for ${printable(label)}`),
  ].map((line) => margin + style.dim(line));
}

function timesOf({ decode, preprocess, forward, map, encode }: Milliseconds): string {
  return Object.entries({ decode, preprocess, forward, map, encode }).map(([stage, ms]) => `${stage} ${duration(ms)}`).join(" · ");
}

/** "0.95 ms", "42 ms", "1.3 s", "2 min 5 s" */
export function duration(ms: number): string {
  if (ms < 1) return `${ms.toFixed(2)} ms`;
  if (ms < 999.5) return `${Number(ms.toPrecision(ms < 10 ? 2 : 3))} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** "95.8 %", "< 0.1 %" */
export function percent(share: number): string {
  if (share > 0 && share < 0.0005) return "< 0.1 %";
  return Number.isFinite(share) ? `${(share * 100).toFixed(1)} %` : "—";
}

function twoDecimals(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2).replace("-", "−") : "—";
}

/** Four significant digits: 38.86, 1.913, −0.0021. */
export function compact(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))).replace("-", "−") : "—";
}
