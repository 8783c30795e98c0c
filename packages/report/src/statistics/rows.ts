// Results as rows: pictures, maps, groups of maps that can be compared, classes by their position.
import type { MapGroup } from "../data/report_data.ts";
import type { Shares } from "../evidence/shares.ts";
import { onGrid } from "../evidence/shares.ts";
import type { EvidenceMap, ExplainedPicture } from "../read/results.ts";
import { classesIn, type NamedClass } from "../truth/classes.ts";
import type { Truth } from "../truth/truth.ts";

/** Everything by its number. */
export interface ResultRows {
  readonly classes: readonly NamedClass[]; // by index; those without one behind them
  readonly groups: readonly MapGroup[];
  readonly pictures: readonly PictureRow[];
  readonly maps: readonly MapRow[];
}

export interface PictureRow {
  readonly picture: ExplainedPicture;
  readonly top: readonly number[]; // classes, most probable first
  readonly predicted: number; // class, −1: none
  readonly truth: number; // class, −1: not known
}

export interface MapRow {
  readonly map: EvidenceMap;
  readonly picture: number; // row
  readonly group: number;
  readonly class: number; // that it is for, −1: of no class
  readonly about: number; // the class among whose maps it counts: its own, or what its picture is taken for
  readonly shares: Shares | undefined; // on the group's common grid
}

/** @throws ReportError "results-disagree" */
export function rowsOf(pictures: readonly ExplainedPicture[], truth: Truth): ResultRows {
  const { labels } = classesIn(pictures);
  const truths = pictures.map(({ image }) => truth.of(image));
  const named = pictures.flatMap(({ top, maps }) => [...top.map((each) => each.class), ...maps.flatMap((map) => map.class ?? [])]);
  const indices = new Set([...named, ...truths.flatMap((known) => known?.index ?? [])]);
  const known = [...indices].sort((a, b) => a - b).map((index) => ({ index, label: labels.get(index) ?? `class ${index}` }));
  const others = new Set(truths.flatMap((one) => (one?.index === null ? [one.label] : [])));
  const classes = [...known, ...[...others].sort().map((label) => ({ index: null, label }))];
  const positions = new Map(classes.map((one, at) => [one.index ?? one.label, at]));
  const positionOf = (one: number | string | null | undefined): number => positions.get(one ?? "") ?? -1;
  const rows = pictures.map((picture, at): PictureRow => {
    const top = picture.top.map((each) => positionOf(each.class));
    return { picture, top, predicted: top[0] ?? -1, truth: positionOf(truths[at]?.index ?? truths[at]?.label) };
  });
  return { classes, pictures: rows, ...mapRows(rows, positionOf) };
}

function mapRows(pictures: readonly PictureRow[], positionOf: (index: number | null) => number): Pick<ResultRows, "groups" | "maps"> {
  const groups = new Map<string, { group: MapGroup; at: number; size: Shares | undefined }>();
  const maps = pictures.flatMap(({ picture, predicted }, row) => picture.maps.map((map) => {
    const { method, layer, unit, shares } = map;
    const key = JSON.stringify([method, layer, unit]);
    const group = groups.get(key) ?? { group: { method, layer, unit }, at: groups.size, size: undefined };
    groups.set(key, { ...group, size: group.size ?? shares });
    const own = positionOf(map.class);
    return { map, picture: row, group: group.at, class: own, about: own < 0 ? predicted : own, shares };
  }));
  const sizes = [...groups.values()].map(({ size }) => size);
  const onCommonGrid = (shares: Shares | undefined, group: number): Shares | undefined => shares && onGrid(shares, sizes[group] ?? shares);
  return { groups: [...groups.values()].map(({ group }) => group), maps: maps.map((row) => ({ ...row, shares: onCommonGrid(row.shares, row.group) })) };
}
