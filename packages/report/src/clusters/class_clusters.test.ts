// What the alarm promises, over 20 seeds: a mark in 3 of 10 pictures comes out on top, with hardly any picture that has it not; a class without
// one stays quiet. test/src/report_watermark.test.ts shows the same of a network that was trained on a watermark.
import { expect, test } from "vitest";
import { madeUp, type MadeUpClass } from "../testing/generated_shares.ts";
import { type ClassCluster, clustersOf } from "./class_clusters.ts";

const seeds = Array.from({ length: 20 }, (_, seed) => seed + 1);

type Setting = Omit<MadeUpClass, "seed">;

const purityOf = ({ members }: ClassCluster, marked: number): number => members.filter((row) => row < marked).length / members.length;

const clean: Setting[] = [
  { cells: 7, count: 60, around: "anywhere" }, { cells: 14, count: 60, around: "anywhere" },
  { cells: 7, count: 60, around: "middle" }, { cells: 14, count: 60, around: "middle" },
  { cells: 7, count: 30, around: "anywhere" }, { cells: 7, count: 30, around: "middle" }, { cells: 14, count: 200, around: "anywhere" },
];

test.each(clean)("no alarm for $count maps of $cells×$cells cells with an object $around", (setting) => {
  const alarms = seeds.filter((seed) => clustersOf(madeUp({ ...setting, seed })).some(({ alarm }) => alarm));
  expect(alarms.length, String(alarms)).toBeLessThanOrEqual(1); // 5 % of 20
});

const marked: Setting[] = [
  { cells: 7, count: 60, around: "anywhere", mark: { of: 18, share: [0.8, 1] } },
  { cells: 14, count: 60, around: "anywhere", mark: { of: 18, share: [0.8, 1] } },
  { cells: 7, count: 30, around: "anywhere", mark: { of: 9, share: [0.8, 1] } },
  { cells: 7, count: 60, around: "middle", mark: { of: 18, share: [0.25, 0.7] } },
  { cells: 14, count: 60, around: "middle", mark: { of: 18, share: [0.25, 0.7] } },
];

test.each(marked)("a mark in $mark.of of $count maps of $cells×$cells cells, objects $around, is on top", (setting) => {
  const of = setting.mark?.of ?? 0;
  for (const seed of seeds) {
    const [first] = clustersOf(madeUp({ ...setting, seed })) as [ClassCluster];
    expect(first.alarm, `seed ${seed}`).toBe(true);
    expect(purityOf(first, of), `seed ${seed}`).toBeGreaterThanOrEqual(0.9);
    expect(first.members.length, `seed ${seed}`).toBeGreaterThanOrEqual(0.7 * of);
    expect(Math.hypot(first.place.x - 0.14, first.place.y - 0.88), `seed ${seed}`).toBeLessThan(0.5 / 7); // the mark's middle, within half a cell
  }
});

test("a mark that shares its maps with an object anywhere is on top in most classes", () => {
  const setting: Setting = { cells: 14, count: 100, around: "anywhere", mark: { of: 30, share: [0.25, 0.7] } };
  const tops = seeds.filter((seed) => clustersOf(madeUp({ ...setting, seed })).slice(0, 1).some((first) => first.alarm && purityOf(first, 30) >= 0.9));
  expect(tops.length).toBeGreaterThanOrEqual(18); // where objects happen to lie under the mark it is no longer apart
});

test("of few maps, and of maps that are all the same, nothing is said", () => {
  const maps = madeUp({ cells: 7, count: 19, around: "anywhere", seed: 1 });
  expect(clustersOf(maps)).toEqual([]);
  expect(clustersOf(Array.from({ length: 30 }, () => maps[0] as (typeof maps)[number])).some(({ alarm }) => alarm)).toBe(false);
});

test("the same maps give the same clusters", () => {
  const maps = madeUp({ ...marked[0] as Setting, seed: 5 });
  expect(clustersOf(maps)).toEqual(clustersOf(maps));
});
