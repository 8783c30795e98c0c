// What is said of a report that was written.
import type { ClusterReport, ReportData } from "@camlucida/report";
import { join } from "node:path";
import { printable, type Style } from "../report/terminal.ts";
import type { MadeReport } from "./make_report.ts";
import { reportNames } from "./report_folder.ts";

const shown = 5; // alarms

/** Some lines: where it is, of how many pictures, and what the model may be cheating on. */
export function reportText({ data }: MadeReport, folder: string, style: Style): string {
  const { counts: { explained, failed }, classes, confusion, clusters } = data;
  const known = confusion?.flatMap((cell) => cell.pictures.map(() => cell.truth === cell.predicted));
  const right = known === undefined ? "" : `, ${known.filter(Boolean).length.toLocaleString("en")} of ${known.length.toLocaleString("en")} right`;
  const alarms = clusters.filter(({ alarm }) => alarm);
  const more = alarms.length > shown ? [`  and ${alarms.length - shown} more`] : [];
  return [
    `${style.bold(printable(join(folder, reportNames.page)))}: ${plural(explained, "picture")}, ${plural(classes.filter(({ predicted }) => predicted > 0).length, "class", "classes")}${right}${failed > 0 ? `, ${failed} failed` : ""}`,
    ...alarms.slice(0, shown).map((cluster) => style.warn(`  ${alarmText(cluster, data)}`)), ...more,
  ].map((line) => `${line}\n`).join("");
}

/** "star: 18 of 60 maps agree on a place at the bottom left, where the others have nothing (cam at layer3)" */
function alarmText({ class: about, group, maps, of, place }: ClusterReport, { classes, groups }: ReportData): string {
  const { method, layer } = groups[group] ?? { method: "", layer: "" };
  return `${printable(classes[about]?.label ?? "")}: ${maps.length} of ${of} maps have evidence at one and the same place ${placeText(place)}, the others hardly any (${method} at ${printable(layer)}): is it the object?`;
}

/** "at the bottom left" */
export function placeText({ x, y }: ClusterReport["place"]): string {
  const third = (value: number): number => Math.min(2, Math.floor(value * 3));
  const [across, down] = [["left", "", "right"][third(x)], ["top", "", "bottom"][third(y)]];
  const words = [down, across].filter((word) => word !== "").join(" ");
  return words === "" ? "in the middle" : `at the ${words}`;
}

/** What could not be done, a line each for people; empty where all was. */
export function troubleText({ missing, cut }: MadeReport, style: Style): string {
  const [first] = missing;
  const lines = [
    ...(first === undefined ? [] : [`${plural(missing.length, "file")} for thumbnails cannot be read, such as ${printable(first.path)}: ${printable(first.problem)}`]),
    ...(cut === 0 ? [] : [`${plural(cut, "last line")} of results had been cut in half, and was left out`]),
  ];
  return lines.map((line) => `${style.warn(line)}\n`).join("");
}

const plural = (count: number, one: string, many = `${one}s`): string => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
