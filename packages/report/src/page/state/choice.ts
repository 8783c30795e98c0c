// What is chosen in the gallery, which maps that leaves, and in which order.
import { type Answer, answerOf, type Report } from "./report.ts";

export const orders = ["order", "name", "surest", "least-sure", "border", "typical", "untypical"] as const;
export type GalleryOrder = (typeof orders)[number];

/** Classes are positions in the report's list; undefined: any. */
export interface GalleryChoice {
  readonly group: number; // of maps
  readonly text: string; // that the path holds
  readonly truth: number | undefined;
  readonly predicted: number | undefined;
  readonly answer: Answer | undefined;
  readonly least: number; // probability, 0…1
  readonly most: number;
  readonly border: number; // share of the evidence at the border, 0…1: at least
  readonly cluster: number | undefined;
  readonly order: GalleryOrder;
}

export const everything: GalleryChoice = {
  group: 0, text: "", truth: undefined, predicted: undefined, answer: undefined, least: 0, most: 1, border: 0, cluster: undefined, order: "order",
};

/** Rows of `maps`. */
export function chosenMaps(report: Report, choice: GalleryChoice): number[] {
  const { data: { maps, clusters } } = report;
  const members = choice.cluster === undefined ? undefined : new Set(clusters[choice.cluster]?.maps);
  const pictureFits = pictureTest(report, choice);
  const fits = (map: number): boolean =>
    maps.group[map] === choice.group && (members?.has(map) ?? true) && (choice.border === 0 || (maps.borderShare[map] ?? -1) >= choice.border) && pictureFits(maps.picture[map] as number);
  const rows: number[] = [];
  for (let map = 0; map < maps.picture.length; map++) if (fits(map)) rows.push(map);
  return inOrder(report, choice.order, rows);
}

function pictureTest(report: Report, { text, truth, predicted, answer, least, most }: GalleryChoice): (picture: number) => boolean {
  const { names, data: { pictures } } = report;
  const wanted = text.trim().toLowerCase();
  return (picture) => {
    const probability = pictures.probability[picture] as number;
    return (wanted === "" || (names[picture] as string).includes(wanted))
      && (truth === undefined || pictures.truth[picture] === truth)
      && (predicted === undefined || pictures.predicted[picture] === predicted)
      && (answer === undefined || answerOf(report, picture) === answer)
      && (least === 0 || probability >= least) && (most === 1 || probability <= most);
  };
}

/** By a key each, smallest first; equal ones, and those without a key at the end, as they were. */
function inOrder(report: Report, order: GalleryOrder, rows: number[]): number[] {
  const { names, data: { pictures, maps } } = report;
  if (order === "order") return rows;
  if (order === "name") return rows.sort((one, other) => compare(names[maps.picture[one] as number] as string, names[maps.picture[other] as number] as string));
  const keys: Record<Exclude<GalleryOrder, "order" | "name">, (map: number) => number | null | undefined> = {
    surest: (map) => minus(pictures.probability[maps.picture[map] as number]),
    "least-sure": (map) => pictures.probability[maps.picture[map] as number],
    border: (map) => minus(maps.borderShare[map]),
    typical: (map) => minus(maps.typicality[map]),
    untypical: (map) => maps.typicality[map],
  };
  const key = new Map(rows.map((map) => [map, keys[order](map) ?? Infinity]));
  return rows.sort((one, other) => compare(key.get(one) as number, key.get(other) as number));
}

const minus = (value: number | null | undefined): number | undefined => (value === null || value === undefined ? undefined : -value);
const compare = <T extends number | string>(one: T, other: T): number => (one < other ? -1 : one > other ? 1 : 0);

/** Whether anything is left out. */
export const narrows = (choice: GalleryChoice): boolean =>
  Object.entries(everything).some(([name, usual]) => name !== "group" && name !== "order" && choice[name as keyof GalleryChoice] !== usual);
