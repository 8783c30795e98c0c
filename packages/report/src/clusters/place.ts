// Where the maps of a cluster have in common what the rest of their class has not, and how exactly they agree on it. An object lies now here,
// now there, and so does the evidence for it; a watermark, a date or a black border lies at the same place in every picture.
import { meanOf, type Shares } from "../evidence/shares.ts";

/** A cluster's place, and how it differs from the rest of the class there. */
export interface ClusterPlace {
  readonly x: number; // 0…1 of the width: median of the members' centres
  readonly y: number; // 0…1 of the height
  readonly spread: number; // three quarters of the members' centres lie within this distance of (x, y), as a share of the side
  readonly separation: number; // of the evidence there, members against rest: 1 where two values are all that occurs, 0 and less where they overlap
  readonly there: readonly number[]; // rows of the class, members or not, with as much evidence there, and its centre near (x, y)
}

/** The evidence of one map within a window. */
interface LocalEvidence {
  readonly share: number; // of the whole map's
  readonly centre: { readonly x: number; readonly y: number } | undefined; // none without evidence
}

const reach = 0.16; // of the side: how far a window goes around its middle cell, and one cell at least
const close = 0.06; // of the side: within half a cell of a 7×7 map
const enough = 0.5; // of the members' median: as much evidence as that

/** @param members rows of `all`, at least one; others have to be there too */
export function placeOf(all: readonly Shares[], members: readonly number[]): ClusterPlace {
  const inside = new Set(members);
  const rest = all.filter((_, row) => !inside.has(row));
  const own = members.map((row) => all[row] as Shares);
  const window = windowAround(mostDifferent(meanOf(own), meanOf(rest)), own[0] as Shares);
  const local = all.map((map) => evidenceIn(map, window));
  const ofMembers = members.map((row) => local[row] as LocalEvidence);
  const shares = ofMembers.map(({ share }) => share);
  const least = enough * quantile(shares, 0.5);
  const centres = ofMembers.flatMap(({ centre }) => centre ?? []);
  const [x, y] = [quantile(centres.map((centre) => centre.x), 0.5), quantile(centres.map((centre) => centre.y), 0.5)];
  const distanceOf = ({ centre }: LocalEvidence): number => (centre === undefined ? Infinity : Math.hypot(centre.x - x, centre.y - y));
  return {
    x, y,
    spread: quantile(ofMembers.map(distanceOf), 0.75),
    separation: separationOf(shares, local.filter((_, row) => !inside.has(row)).map(({ share }) => share)),
    there: local.flatMap((evidence, row) => (evidence.share >= least && distanceOf(evidence) <= close ? [row] : [])),
  };
}

/** The cell in which the members have most evidence more than the rest. */
function mostDifferent(own: Shares, rest: Shares): number {
  const differences = own.values.map((value, at) => value - (rest.values[at] as number));
  return differences.indexOf(Math.max(...differences));
}

/** The cells around one, as far as the map goes. */
function windowAround(middle: number, { width, height }: Shares): number[] {
  const [x, y] = [middle % width, Math.floor(middle / width)];
  const within = (cell: number, of: number, cells: number): boolean => Math.abs(cell - of) <= Math.max(1, Math.round(reach * cells));
  return Array.from({ length: width * height }, (_, at) => at).filter((at) => within(at % width, x, width) && within(Math.floor(at / width), y, height));
}

/** The centre is that of what exceeds half of the window's largest value: what is spread thinly around it does not move it. */
function evidenceIn({ width, height, values }: Shares, window: readonly number[]): LocalEvidence {
  const half = Math.max(...window.map((at) => values[at] as number)) / 2;
  let [share, weight, x, y] = [0, 0, 0, 0];
  for (const at of window) {
    const value = values[at] as number;
    const above = Math.max(0, value - half);
    share += value;
    weight += above;
    x += above * ((at % width) + 0.5);
    y += above * (Math.floor(at / width) + 0.5);
  }
  return { share, centre: weight === 0 ? undefined : { x: x / weight / width, y: y / weight / height } };
}

/** The step from nearly all of the rest (85 %) up to nearly all members (90 %), in units of the distance of their medians. */
function separationOf(own: readonly number[], rest: readonly number[]): number {
  const apart = quantile(own, 0.5) - quantile(rest, 0.5);
  return apart <= 0 ? 0 : Math.max(0, (quantile(own, 0.1) - quantile(rest, 0.85)) / apart);
}

/** The value below which that share of the values lies. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))] ?? Infinity;
}
