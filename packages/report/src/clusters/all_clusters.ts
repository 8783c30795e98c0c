// The clusters of every class and every group of maps, alarms first. Only maps of a class count whose picture is of that class, or is taken for
// it: what else a map is asked for says nothing on how the class is found.
import { Random } from "ml-random";
import type { ClusterReport, SampledClass } from "../data/report_data.ts";
import type { Shares } from "../evidence/shares.ts";
import { gridFrom, rounded } from "../statistics/classes.ts";
import type { ResultRows } from "../statistics/rows.ts";
import { clustersOf, type ClassCluster } from "./class_clusters.ts";

const most = 500; // maps of a class: the time goes with the third power
const seed = 2019;

/** What is found in all classes. */
export interface FoundClusters {
  readonly clusters: readonly ClusterReport[];
  readonly sampled: readonly SampledClass[];
}

/** @param rows results by number */
export function allClusters(rows: ResultRows): FoundClusters {
  const clusters: ClusterReport[] = [];
  const sampled: SampledClass[] = [];
  for (const { about, group, rows: all } of candidates(rows)) {
    const used = sampleOf(all);
    if (used.length < all.length) sampled.push({ class: about, group, of: all.length, used: used.length });
    const found = clustersOf(used.map((row) => rows.maps[row]?.shares as Shares));
    clusters.push(...found.map((cluster) => reportOf(cluster, used, about, group)));
  }
  return { clusters: clusters.sort((a, b) => Number(b.alarm) - Number(a.alarm) || b.score - a.score), sampled };
}

/** The rows of maps by class and group. */
function candidates({ maps, pictures }: ResultRows): { about: number; group: number; rows: number[] }[] {
  const found = new Map<string, { about: number; group: number; rows: number[] }>();
  maps.forEach(({ about, group, picture, shares }, row) => {
    const { predicted, truth } = pictures[picture] ?? { predicted: -1, truth: -1 };
    if (about < 0 || shares === undefined || (about !== predicted && about !== truth)) return;
    const key = `${about} ${group}`;
    const entry = found.get(key) ?? { about, group, rows: [] };
    found.set(key, entry);
    entry.rows.push(row);
  });
  return [...found.values()].sort((a, b) => a.about - b.about || a.group - b.group);
}

/** All, or as many as can be clustered, chosen by a seed: the same ones each time. */
function sampleOf(rows: readonly number[]): readonly number[] {
  if (rows.length <= most) return rows;
  return new Random(seed).choice([...rows], { size: most, replace: false }).sort((a, b) => a - b);
}

const nowhere = 9; // JSON has no Infinity

function reportOf({ members, mean, tightness, place: { x, y, spread, separation }, score, alarm }: ClassCluster, used: readonly number[], about: number, group: number): ClusterReport {
  const finite = Number.isFinite(x) && Number.isFinite(y);
  return {
    class: about,
    group,
    maps: members.map((member) => used[member] as number),
    of: used.length,
    mean: gridFrom(mean),
    tightness: rounded(tightness),
    place: finite ? { x: rounded(x), y: rounded(y) } : { x: 0.5, y: 0.5 },
    spread: Number.isFinite(spread) ? rounded(spread) : nowhere,
    separation: rounded(separation),
    score: rounded(score),
    alarm,
  };
}
