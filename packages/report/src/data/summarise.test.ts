// A small set of results of which every number is known.
import { expect, test } from "vitest";
import { madeUp } from "../testing/generated_shares.ts";
import { lineOf, readLines } from "../testing/lines.ts";
import { truthOf } from "../truth/truth.ts";
import type { ReportData } from "./report_data.ts";
import { summarise } from "./summarise.ts";

const lines = [
  lineOf({ image: "circle/a.png", predicted: 0, probability: 0.9, grid: { width: 2, height: 1, values: [4, 0] }, metrics: { drop: 10, pointing: null } }),
  lineOf({ image: "circle/b.png", predicted: 0, probability: 0.8, grid: { width: 2, height: 1, values: [1, 1] }, metrics: { drop: 20, pointing: null } }),
  lineOf({ image: "circle/c.png", predicted: 3, probability: 0.5, grid: { width: 2, height: 1, values: [-1, -2] } }),
  lineOf({ image: "star/d.png", predicted: 3, probability: 0.7, grid: { width: 2, height: 1, values: [0, 5] } }),
  '{"image":"star/e.png","ok":false,"error":{"code":"image-empty","message":"star/e.png has 0 bytes"}}',
];

async function reportOn(texts: readonly string[]): Promise<ReportData> {
  const results = await readLines(texts.map((line) => `${line}\n`).join(""));
  const maps = results.pictures.flatMap((picture) => picture.maps);
  return summarise(results, truthOf(results.pictures, undefined), { thumbnail: maps.map((_, at) => at), address: (path) => `../${path}` }, "0.1.0");
}

test("counts, classes, means and confusion", async () => {
  const { counts, classes, pictures, maps, confusion, failures, groups } = await reportOn(lines);
  expect(counts).toEqual({ explained: 4, failed: 1, skipped: 0 });
  expect(groups).toEqual([{ method: "cam", layer: "layer3", unit: "logits" }]);
  expect(classes.map(({ label, predicted, truth, right }) => [label, predicted, truth, right])).toEqual([["circle", 2, 3, 2], ["square", 0, 0, 0], ["triangle", 0, 0, 0], ["star", 2, 1, 1]]);
  expect(classes[0]?.maps).toEqual([{ group: 0, count: 2, mean: { width: 2, height: 1, values: [0.75, 0.25] }, borderShare: 0.36, most: [0, 1], least: [] }]);
  expect(classes[3]?.maps[0]).toMatchObject({ count: 1, mean: { values: [0, 1] }, most: [3] });
  const { top, ...others } = pictures;
  expect([top?.each, top?.class.slice(0, 8), top?.probability.slice(0, 4)]).toEqual([4, [0, 1, 2, 3, 0, 1, 2, 3], [0.9, 0.0333, 0.0333, 0.0333]]);
  expect(others).toEqual({ image: ["circle/a.png", "circle/b.png", "circle/c.png", "star/d.png"], predicted: [0, 0, 3, 3], probability: [0.9, 0.8, 0.5, 0.7], truth: [0, 0, 0, 3] });
  expect(maps.typicality).toEqual([0.9487, 0.8944, null, 1]); // 3/√10 and 2/√5
  expect(maps.overlay[0]).toBe("../circle/a.png.cam.png");
  expect(confusion).toEqual([{ truth: 0, predicted: 0, pictures: [0, 1] }, { truth: 0, predicted: 3, pictures: [2] }, { truth: 3, predicted: 3, pictures: [3] }]);
  expect(failures.map(({ code }) => code)).toEqual(["image-empty"]);
});

test("metrics have their means, and what has no value none", async () => {
  const { metrics, maps } = await reportOn(lines);
  expect(metrics).toEqual([{ group: 0, metric: "drop", mean: 15, count: 2 }]);
  expect(maps.metrics).toEqual({ drop: [10, 20, null, null], pointing: [null, null, null, null] });
});

test("what is written is what is read again, and holds no number that JSON has not", async () => {
  const data = await reportOn(lines);
  expect(JSON.parse(JSON.stringify(data))).toEqual(data);
});

test("a watermark is found among classes, a class of 600 is sampled", async () => {
  const marked = madeUp({ cells: 7, count: 60, around: "anywhere", mark: { of: 18, share: [0.8, 1] }, seed: 3 });
  const clean = madeUp({ cells: 7, count: 600, around: "anywhere", seed: 4 });
  const texts = [["star", 3, marked] as const, ["circle", 0, clean] as const].flatMap(([folder, predicted, all]) => all.map(({ width, height, values }, at) => (
    lineOf({ image: `${folder}/${String(at).padStart(3, "0")}.png`, predicted, grid: { width, height, values: Array.from(values) } })
  )));
  const { clusters, sampled, classes, maps, pictures } = await reportOn(texts);
  const [first] = clusters;
  expect(first).toMatchObject({ alarm: true, of: 60 });
  expect(classes[first?.class ?? -1]?.label).toBe("star");
  expect(clusters.filter(({ alarm }) => alarm)).toHaveLength(1);
  const names = first?.maps.map((row) => pictures.image[maps.picture[row] ?? -1] ?? "") ?? [];
  expect(names.filter((name) => name < "star/018").length / names.length).toBeGreaterThanOrEqual(0.9);
  expect(sampled).toEqual([{ class: 0, group: 0, of: 600, used: 500 }]);
});

test("nothing to report on is said", async () => {
  await expect(reportOn(lines.slice(4))).rejects.toMatchObject({ code: "results-empty" });
});
