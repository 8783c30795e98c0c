// The report's data as the page asks for them: what a row is called, which maps belong together, which answers are right.
import type { ClassGroupReport, ReportData } from "../../data/report_data.ts";

export interface Report {
  readonly data: ReportData;
  readonly names: readonly string[]; // of the pictures, in small letters: what a search looks through
  readonly mapsOf: (picture: number) => readonly number[]; // rows of `maps`
  readonly thumbnailOf: (map: number) => string | undefined; // path beside the page
  readonly truthKnown: boolean;
}

/** The answer to a picture. */
export type Answer = "right" | "wrong" | "unknown";

export function reportOf(data: ReportData): Report {
  const { pictures, maps } = data;
  const firsts = firstMaps(maps.picture, pictures.image.length);
  return {
    data,
    names: pictures.image.map((name) => name.toLowerCase()),
    mapsOf: (picture) => Array.from({ length: (firsts[picture + 1] ?? 0) - (firsts[picture] ?? 0) }, (_, at) => (firsts[picture] ?? 0) + at),
    thumbnailOf: (map) => {
      const number = maps.thumbnail[map] ?? -1;
      return number < 0 ? undefined : `thumbnails/${String(number).padStart(6, "0")}.jpg`;
    },
    truthKnown: pictures.truth.some((truth) => truth >= 0),
  };
}

/** The row of each picture's first map, and behind the last one the number of maps: rows are in the pictures' order. */
function firstMaps(pictureOf: readonly number[], pictures: number): Int32Array {
  const firsts = new Int32Array(pictures + 1);
  for (const picture of pictureOf) firsts[picture + 1] = (firsts[picture + 1] ?? 0) + 1;
  for (let at = 1; at <= pictures; at++) firsts[at] = (firsts[at] ?? 0) + (firsts[at - 1] ?? 0);
  return firsts;
}

export function answerOf({ data: { pictures } }: Report, picture: number): Answer {
  const truth = pictures.truth[picture] ?? -1;
  if (truth < 0) return "unknown";
  return truth === pictures.predicted[picture] ? "right" : "wrong";
}

/** A class by its position; those that are called the same are told apart by the network's index. */
export function labelOf({ data: { classes } }: Report, position: number): string {
  const found = classes[position];
  if (!found) return "no class";
  return found.label.trim() === "" ? `class ${found.index ?? "without a name"}` : found.label;
}

export const mapsOfClass = ({ data: { classes } }: Report, position: number, group: number): ClassGroupReport | undefined =>
  classes[position]?.maps.find((maps) => maps.group === group);

/** What a group is called: the layer where several of one method have to be told apart. */
export function groupName({ data: { groups } }: Report, position: number): string {
  const group = groups[position];
  if (!group) return "";
  return groups.filter(({ method }) => method === group.method).length > 1 ? `${group.method}, ${group.layer}` : group.method;
}

/** An address as it is, if it is of a file beside the page or on this disk. The page's policy lets nothing else through; so it is not asked for. */
export const localAddress = (address: string | null | undefined): string | undefined =>
  (address !== null && address !== undefined && address !== "" && (/^file:\/\/\//i.test(address) || !/^\s*([a-z][\w+.-]*:|[/\\]{2})/i.test(address)) ? address : undefined);

/** The last part of a path. */
export const baseName = (path: string): string => path.split(/[\\/]/).findLast((part) => part !== "") ?? path;
