// What there is to say of each class: how many pictures, how often right, where the evidence lies on average, and which maps are like it.
import type { ClassGroupReport, ClassReport, ShareGrid } from "../data/report_data.ts";
import { borderShareOf, cosineOf, meanOf, type Shares } from "../evidence/shares.ts";
import type { MapRow, ResultRows } from "./rows.ts";

/** Classes, and for each map how much it is like its class's mean. */
export interface ClassStatistics {
  readonly classes: readonly ClassReport[];
  readonly typicality: readonly (number | null)[]; // of each map: cosine
}

const shown = 6; // maps, the most typical and the least

/** A map that counts, with its row. */
interface Counted {
  readonly row: number;
  readonly shares: Shares;
}

export function classStatistics({ classes, groups, pictures, maps }: ResultRows): ClassStatistics {
  const typicality: (number | null)[] = maps.map(() => null);
  const counted = byClassAndGroup(maps, groups.length);
  const known = pictures.some(({ truth }) => truth >= 0);
  const mapped = new Set(maps.map(({ about, group }) => about * groups.length + group));
  const reports = classes.map(({ index, label }, at): ClassReport => ({
    index, label,
    predicted: pictures.filter(({ predicted }) => predicted === at).length,
    truth: known ? pictures.filter(({ truth }) => truth === at).length : null,
    right: known ? pictures.filter(({ truth, predicted }) => truth === at && predicted === at).length : null,
    maps: groups.flatMap((_, group) => {
      const key = at * groups.length + group;
      return mapped.has(key) ? [groupReport(group, counted.get(key) ?? [], typicality)] : [];
    }),
  }));
  return { classes: reports, typicality };
}

/** By class × groups + group. */
function byClassAndGroup(maps: readonly MapRow[], groups: number): Map<number, Counted[]> {
  const found = new Map<number, Counted[]>();
  maps.forEach(({ about, group, shares }, row) => {
    if (about < 0 || shares === undefined) return;
    const key = about * groups + group;
    const own = found.get(key);
    if (own) own.push({ row, shares });
    else found.set(key, [{ row, shares }]);
  });
  return found;
}

/** @param typicality is written for each of these maps */
function groupReport(group: number, own: readonly Counted[], typicality: (number | null)[]): ClassGroupReport {
  if (own.length === 0) return { group, count: 0, mean: null, borderShare: null, most: [], least: [] };
  const mean = meanOf(own.map(({ shares }) => shares));
  for (const { row, shares } of own) typicality[row] = rounded(cosineOf(shares.values, mean.values));
  const sorted = own.map(({ row }) => row).sort((a, b) => (typicality[b] as number) - (typicality[a] as number) || a - b);
  return {
    group,
    count: own.length,
    mean: gridFrom(mean),
    borderShare: rounded(own.reduce((sum, { shares }) => sum + borderShareOf(shares), 0) / own.length),
    most: sorted.slice(0, shown),
    least: sorted.slice(shown).slice(-shown).toReversed(),
  };
}

/** As the page has it: 4 significant digits. */
export const gridFrom = ({ width, height, values }: Shares): ShareGrid => ({ width, height, values: Array.from(values, (value) => Number(value.toPrecision(4))) });

/** To 4 decimals. */
export const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
