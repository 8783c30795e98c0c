// The state of the page in the hash of its address: #truth=281&answer=wrong&order=border. Classes are named by the network's index, which
// stays the same when the report is made again; whatever a hash says that the report does not have is passed over.
import { everything, type GalleryChoice, orders } from "./choice.ts";
import type { Report } from "./report.ts";

export interface ReportAddress {
  readonly place: string; // the section that was gone to; "" for none
  readonly choice: GalleryChoice;
  readonly map: number | undefined; // that is open: a row of `maps`
  readonly class: number | undefined; // that is open: a position
  readonly cell: { readonly truth: number; readonly predicted: number } | undefined; // of the confusion matrix
  readonly theme: "light" | "dark" | undefined; // undefined: the system's
}

export const places = ["summary", "shortcuts", "measures", "classes", "confusion", "gallery"] as const;

export function addressFrom(hash: string, report: Report): ReportAddress {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const { data: { classes, groups, maps, clusters } } = report;
  const positions = new Map(classes.map((_, position) => [nameOf(position, report), position]));
  const classAt = (name: string): number | undefined => positions.get(given.get(name) ?? "none");
  const cell = /^(p?\d+),(p?\d+)$/.exec(given.get("cell") ?? "");
  const [truth, predicted] = [positions.get(cell?.[1] ?? ""), positions.get(cell?.[2] ?? "")];
  const choice = {
    group: positionIn(groups, given.get("group")) ?? 0, text: (given.get("text") ?? "").slice(0, 200),
    truth: classAt("truth"), predicted: classAt("predicted"), answer: oneOf(["right", "wrong", "unknown"] as const, given.get("answer")),
    least: share(given.get("least")) ?? 0, most: share(given.get("most")) ?? 1, border: share(given.get("border")) ?? 0,
    cluster: positionIn(clusters, given.get("cluster")), order: oneOf(orders, given.get("order")) ?? "order",
  };
  return {
    place: oneOf(places, given.get("place")) ?? "", choice, map: positionIn(maps.picture, given.get("map")), class: classAt("class"),
    cell: truth === undefined || predicted === undefined ? undefined : { truth, predicted }, theme: oneOf(["light", "dark"] as const, given.get("theme")),
  };
}

/** A class that the network does not have is named by its position in the report. */
const nameOf = (position: number, { data: { classes } }: Report): string => String(classes[position]?.index ?? `p${position + 1}`);

/** Counted from 1 in the address, as on the page. */
function positionIn(list: { readonly length: number }, text: string | null): number | undefined {
  const position = /^\d{1,9}$/.test(text ?? "") ? Number(text) - 1 : -1;
  return position >= 0 && position < list.length ? position : undefined;
}

const share = (text: string | null): number | undefined => (/^(0|1|0?\.\d{1,3})$/.test(text ?? "") ? Number(text) : undefined);
const oneOf = <T extends string>(names: readonly T[], text: string | null): T | undefined => names.find((name) => name === text);

/** Without the "#"; only what differs from the usual. */
export function hashOf({ place, choice, map, class: opened, cell, theme }: ReportAddress, report: Report): string {
  const named = (position: number | undefined): string | undefined => (position === undefined ? undefined : nameOf(position, report));
  const { group, cluster, truth, predicted, ...rest } = choice;
  const usual: Readonly<Record<string, unknown>> = { ...everything, place: "", group: 1 };
  const all = {
    place, ...rest, group: group + 1, cluster: cluster === undefined ? undefined : cluster + 1, truth: named(truth), predicted: named(predicted),
    map: map === undefined ? undefined : map + 1, class: named(opened), cell: cell && `${named(cell.truth)},${named(cell.predicted)}`, theme,
  };
  const changed = Object.entries(all).filter(([name, value]) => value !== undefined && value !== usual[name]);
  return String(new URLSearchParams(changed.map(([name, value]) => [name, String(value)])));
}

/** Whether one would want to come back from the second address to the first; else it only takes its place. */
export const isStep = (from: ReportAddress, to: ReportAddress): boolean =>
  from.place !== to.place || [from, to].filter(({ map }) => map === undefined).length === 1 || from.class !== to.class || from.choice.cluster !== to.choice.cluster;
