// The lines about one map: which, where it is largest, in which units, and where it was written.
import type { Box } from "../image/regions.ts";
import { metricsText } from "../metrics/metrics_text.ts";
import { printable } from "./cells.ts";
import { compact } from "./numbers.ts";
import type { MapResult } from "./result.ts";
import type { Style } from "./style.ts";
import { mapTitle, targetTitle, units } from "./titles.ts";

const margin = "  ";

/** @param kept paths of what was there already */
export function mapLines(map: MapResult, style: Style, kept: readonly string[] = []): string[] {
  const facts = [...(map.class === null ? [] : [classesOf(map)]), mapTitle(map), `${map.width}×${map.height}`];
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
export function placeLine(place: string, kept: readonly string[], style: Style): string {
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
