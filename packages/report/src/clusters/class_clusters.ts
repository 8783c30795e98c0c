// What a model may be cheating on: groups of maps of one class that agree on a place where the rest of the class has no evidence.
// Clusters by SpRAy (Lapuschkin et al., Unmasking Clever Hans predictors and assessing what machines really learn, 2019: maps on a coarse grid,
// spectral clustering, as many clusters as the eigengap says); their order and the alarm are our own, and so are its limits, which
// class_clusters.test.ts holds against classes with and without a watermark.
import { cosineOf, meanOf, type Shares } from "../evidence/shares.ts";
import { fewestMaps } from "./limits.ts";
import { affinityOf, distancesBetween } from "./neighbours.ts";
import { type ClusterPlace, placeOf } from "./place.ts";
import { clustersByGap, embeddingOf, spectralClusters } from "./spectral.ts";

/** A cluster of one class's maps. */
export interface ClassCluster {
  readonly members: readonly number[]; // rows, the most typical of the cluster first
  readonly mean: Shares;
  readonly tightness: number; // mean cosine of members and mean
  readonly place: ClusterPlace;
  readonly score: number; // 0…1: separation × how small the spread is
  readonly alarm: boolean;
}

const smallest = 5; // members
const mostClusters = 10;
const seed = 2019;

/** An alarm: fixed to a place, where the rest has nothing, and no handful of pictures. */
const alarms = { spread: 0.025, separation: 0.15, share: 0.1, members: 6 };
const widest = 0.12; // a spread from which on nothing is fixed: members all over their window

/**
 * Groups of one class's maps whose evidence lies at one place, and what the class falls into otherwise.
 * @param all maps of one class, of one size
 * @returns alarms first, then by score, the largest first; none for fewer than 20 maps, or where the class is all of one kind
 * @example
 * ```ts
 * import { clustersOf, type Shares } from "@camlucida/report";
 *
 * const at = (cell: number): Shares => ({ width: 4, height: 4, values: Float32Array.from({ length: 16 }, (_, other) => Math.exp(-((other - cell) ** 2))) });
 * const corner = Array.from({ length: 10 }, () => at(12));
 * const elsewhere = Array.from({ length: 30 }, (_, map) => at(map % 11));
 * const [first] = clustersOf([...corner, ...elsewhere]);
 * first?.alarm; // → true
 * first?.members.every((map) => map < 10); // → true
 * ```
 */
export function clustersOf(all: readonly Shares[]): ClassCluster[] {
  if (all.length < fewestMaps) return [];
  return placed(all, ...spectral(all)).map((cluster) => describe(all, cluster))
    .sort((a, b) => Number(b.alarm) - Number(a.alarm) || b.score - a.score);
}

/** @returns as many clusters as the eigengap says, and finer ones */
function spectral(all: readonly Shares[]): [clusters: number[][], finer: number[][]] {
  const distances = distancesBetween(all.map(({ values }) => values));
  const embedding = embeddingOf(affinityOf(distances, Math.max(4, Math.round(Math.log2(all.length)))), mostClusters + 1);
  const into = (count: number): number[][] => spectralClusters(embedding, count, seed).filter(({ length }) => length >= smallest && length < all.length);
  return [into(clustersByGap(embedding.eigenvalues)), into(mostClusters)];
}

interface PlacedCluster {
  readonly members: readonly number[];
  readonly place: ClusterPlace;
}

const isFixed = ({ spread }: ClusterPlace): boolean => spread <= alarms.spread;

/**
 * Each cluster's place is asked for all maps that have evidence there: what else is in the pictures had parted them, or mixed them with others. Those
 * that are fixed to it are a cluster, and are taken from the others.
 */
function placed(all: readonly Shares[], clusters: readonly (readonly number[])[], finer: readonly (readonly number[])[]): PlacedCluster[] {
  const at = (members: readonly number[]): PlacedCluster => ({ members, place: placeOf(all, members) });
  const gathered = [...clusters, ...finer].map((members) => placeOf(all, members).there).filter(({ length }) => length >= smallest && length < all.length).map(at);
  const fixed: PlacedCluster[] = [];
  const taken = new Set<number>();
  for (const { place } of gathered.filter((one) => isFixed(one.place)).sort((a, b) => a.place.spread - b.place.spread)) {
    const members = place.there.filter((row) => !taken.has(row));
    if (members.length < smallest || members.length === all.length) continue;
    members.forEach((row) => taken.add(row));
    fixed.push(at(members));
  }
  const others = clusters.map((members) => members.filter((row) => !taken.has(row))).filter(({ length }) => length >= smallest);
  return [...fixed, ...others.map(at)];
}

function describe(all: readonly Shares[], { members, place }: PlacedCluster): ClassCluster {
  const mean = meanOf(members.map((row) => all[row] as Shares));
  const cosines = new Map(members.map((row) => [row, cosineOf((all[row] as Shares).values, mean.values)]));
  const alarm = isFixed(place) && place.separation >= alarms.separation && members.length >= Math.max(alarms.members, alarms.share * all.length);
  return {
    members: members.toSorted((a, b) => (cosines.get(b) as number) - (cosines.get(a) as number) || a - b),
    mean,
    tightness: [...cosines.values()].reduce((sum, cosine) => sum + cosine, 0) / members.length,
    place,
    score: Math.min(1, place.separation) * Math.max(0, 1 - place.spread / widest),
    alarm,
  };
}
