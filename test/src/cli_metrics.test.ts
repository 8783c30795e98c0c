// Metrics from the command line, end to end on a small ResNet: judged, summed up and drawn.
import type { ImageResult } from "camlucida/internal";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cat, openWorkplace, type Workplace } from "./workplace.ts";

type Success = Extract<ImageResult, { ok: true }>;

let place: Workplace;

beforeAll(async () => {
  place = await openWorkplace();
  await copyFile(cat, join(place.folder, "a.png"));
  await copyFile(cat, join(place.folder, "b.png"));
  await writeFile(join(place.folder, "boxes.json"), JSON.stringify({ "a.png": { cat: [[0, 0, 451, 300]] }, "b.png": { dog: [[0, 0, 451, 300]] } }));
});
afterAll(() => place.close());

test("each map is judged, then all of a method; curves are drawn", async () => {
  const judged = ["--metrics", "--boxes", "boxes.json", "--curves", "{stem}.svg"];
  const run = await place.cam("a.png", "b.png", "--model", place.model, "--labels", "labels.txt", "--device", "cpu", "--json", ...judged);
  expect(run).toMatchObject({ code: 0, stderr: expect.stringMatching(/^(--metrics: .*\n)?$/) as string }); // said where it takes long, as on a busy machine
  const lines = run.stdout.trim().split("\n").map((line) => JSON.parse(line) as unknown);
  expect(lines).toHaveLength(3);
  const [first, second] = lines as [Success, Success];
  const { insertion = null, deletion = null, road = null, increase } = first.maps[0]?.metrics ?? {};
  for (const area of [insertion, deletion]) expect(Math.abs((area ?? NaN) - 0.5)).toBeLessThanOrEqual(0.5); // mean probabilities
  expect(Math.abs(road ?? NaN)).toBeLessThanOrEqual(0.5);
  expect([0, 100]).toContain(increase);
  expect(first.maps[0]?.metrics).toMatchObject({ pointing: 1, energy: expect.closeTo(1, 5) as number }); // the box is the photograph
  expect(second.maps[0]?.metrics).toMatchObject({ pointing: null, energy: null, without: { pointing: "no-box", energy: "no-box" } }); // the box is another class's
  expect(second.maps[0]?.metrics).toMatchObject({ insertion, deletion, road }); // of the same photograph, ROAD's noise included
  expect(lines[2]).toMatchObject({ summary: [{
    method: "cam", layer: "layer4", maps: 2,
    metrics: { pointing: { mean: 1, counted: 1, without: { "no-box": 1 } }, insertion: { mean: insertion, counted: 2 } },
  }] });
  expect(first.maps[0]?.curves).toBe("a.svg");
  const svg = await readFile(join(place.folder, "a.svg"), "utf8");
  expect(svg).toMatch(/^<svg /);
  expect(svg).toContain("CAM, layer4");
});

test.each([
  ["that is missing", "none.json", /none\.json cannot be read as JSON/],
  ["of another form", "labels.json", /labels\.json cannot be used: it is not a JSON object/],
])("exit code 2: a file of boxes %s", async (_, file, message) => {
  await writeFile(join(place.folder, "labels.json"), "[]");
  const run = await place.cam(cat, "--model", place.model, "--device", "cpu", "--out", "x.png", "--metrics", "--boxes", file);
  expect(run).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(message) as string });
});
