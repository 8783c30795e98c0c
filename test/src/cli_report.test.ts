// A folder of drawings becomes a report, by the real command: twelve of forty stars are signed, and the network looks at that.
import type { ReportData } from "@camlucida/report";
import { encodePng } from "camlucida/internal";
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DrawnShape, drawnShape } from "./report/drawn_shapes.ts";
import { openWorkplace, type Run, type Workplace } from "./workplace.ts";

let place: Workplace;
const here = (...names: string[]): string => join(place.folder, ...names);
const [stars, signed, circles] = [40, 12, 20];

beforeAll(async () => {
  place = await openWorkplace();
  await cp(join(import.meta.dirname, "../fixtures/watermark/watermark.safetensors"), here("stars.safetensors"));
  await draw("star", stars, signed);
  await draw("circle", circles, 0);
});
afterAll(() => place.close());

async function draw(shape: DrawnShape, count: number, marks: number): Promise<void> {
  await mkdir(here("shapes", shape), { recursive: true });
  for (let at = 0; at < count; at++) await writeFile(here("shapes", shape, `${String(at).padStart(2, "0")}.png`), await encodePng(drawnShape(shape, 5000 + at, at < marks)));
}

const explain = (...words: string[]): Promise<Run> => place.cam("shapes", "--recursive", "--model", "stars.safetensors", "--device", "cpu", "--out", "maps/", ...words);

async function dataIn(folder: string): Promise<ReportData> {
  const page = await readFile(here(folder, "index.html"), "utf8");
  return JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? "") as ReportData;
}

test("a run makes a report: the signed stars are on top, and folders are the truth", async () => {
  const run = await explain("--report", "report");
  expect(run).toMatchObject({ code: 0 });
  expect(run.stdout).toMatch(/report\/index\.html.*: 60 pictures, \d class(es)?, \d+ of 60 right\n/);
  expect(run.stdout).toMatch(/star: 1\d of \d+ maps have evidence at one and the same place at the bottom left/);
  const { clusters, classes, pictures, maps, origin, counts } = await dataIn("report");
  expect(counts).toEqual({ explained: 60, failed: 0, skipped: 0 });
  const [first] = clusters;
  expect([first?.alarm, classes[first?.class ?? -1]?.label]).toEqual([true, "star"]);
  const members = first?.maps.map((row) => pictures.image[maps.picture[row] ?? -1] ?? "") ?? [];
  const isSigned = (image: string): boolean => image < `shapes/star/${signed}` && image.startsWith("shapes/star/");
  expect(members.filter(isSigned).length / members.length).toBeGreaterThanOrEqual(0.9);
  expect(origin).toMatchObject({ truth: "folders", models: [{ name: "stars", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string }] });
  expect(maps.overlay[0]).toBe("../maps/circle/00.cam.png");
  const thumbnails = await readdir(here("report/thumbnails"));
  expect(thumbnails).toEqual(maps.thumbnail.toSorted((a, b) => a - b).map((number) => `${String(number).padStart(6, "0")}.jpg`));
  expect((await readFile(here("report/thumbnails/000000.jpg"))).subarray(0, 2)).toEqual(Buffer.of(0xff, 0xd8)); // a JPEG
});

test("a run whose page is missing completes it, and explains nothing again", async () => {
  const page = await readFile(here("report/index.html"));
  const before = await stat(here("maps/star/00.cam.png"));
  await rm(here("report/index.html"));
  await rm(here("report/thumbnails"), { recursive: true });
  expect(await explain("--report", "report")).toMatchObject({ code: 0 });
  expect((await readFile(here("report/index.html"))).equals(page)).toBe(true);
  expect((await stat(here("maps/star/00.cam.png"))).mtimeMs).toBe(before.mtimeMs);
});

test("camlucida report makes the same of the lines alone", async () => {
  expect(await place.cam("report", "report/results.jsonl", "--out", "again")).toMatchObject({ code: 0, stderr: "" });
  expect(await dataIn("again")).toEqual(await dataIn("report"));
  expect((await readdir(here("again"))).toSorted()).toEqual(["index.html", "results.jsonl", "thumbnails"]);
  expect(await readFile(here("again/results.jsonl"), "utf8")).toBe(await readFile(here("report/results.jsonl"), "utf8"));
});

test("a table says what the truth is; an older report is replaced, another folder is not", async () => {
  await writeFile(here("truth.csv"), `image,label\n${Array.from({ length: circles }, (_, at) => `circle/${String(at).padStart(2, "0")}.png,star`).join("\n")}\n`);
  const run = await place.cam("report", "report/results.jsonl", "--out", "again", "--truth", "truth.csv");
  expect(run.code).toBe(0);
  const { origin, pictures, confusion } = await dataIn("again");
  expect(origin.truth).toBe("truth.csv");
  expect(pictures.truth.filter((truth) => truth >= 0)).toHaveLength(circles);
  expect(confusion?.flatMap((cell) => cell.pictures)).toHaveLength(circles);
  const refused = await place.cam("report", "report/results.jsonl", "--out", "maps");
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("maps holds other files") as string });
  expect((await readdir(here("maps"))).toSorted()).toEqual(["circle", "star"]);
});

test("where overlays are gone thumbnails are of the photographs, and what is gone altogether is told", async () => {
  await rm(here("maps"), { recursive: true });
  await rm(here("shapes/circle/03.png"));
  const run = await place.cam("report", "report/results.jsonl", "--out", "later");
  expect(run.code).toBe(0);
  expect(run.stderr).toMatch(/^61 files for thumbnails cannot be read, such as maps\/circle\/00\.cam\.png: there is no such file\n$/);
  expect((await dataIn("later")).maps.thumbnail.filter((number) => number < 0)).toHaveLength(1);
});

test("lines that cannot be read, or say nothing, are refused and leave no folder", async () => {
  await writeFile(here("bad.jsonl"), "{\"image\":\"a.png\",\"ok\":true}\n");
  await writeFile(here("empty.jsonl"), "");
  for (const [file, code, said] of [["gone.jsonl", 2, "gone.jsonl cannot be read"], ["bad.jsonl", 2, "bad.jsonl:1:"], ["empty.jsonl", 1, "No picture was explained"]] as const) {
    const run = await place.cam("report", file, "--out", "none");
    expect([run.code, run.stderr]).toEqual([code, expect.stringContaining(said)]);
  }
  await expect(stat(here("none"))).rejects.toThrow(/ENOENT/);
});
