// What goes to spreadsheets, and how many classes are told of a picture.
import { mkdir, copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cat, openWorkplace, resultsOf, type Run, type Workplace } from "./workplace.ts";

let place: Workplace;
const cam = (...args: string[]): Promise<Run> => place.cam(...args, "--model", place.model, "--device", "cpu", "--labels", "labels.txt");

beforeAll(async () => {
  place = await openWorkplace();
  await mkdir(join(place.folder, "photos"));
  for (const name of ["a.png", "=1+2.png"]) await copyFile(cat, join(place.folder, "photos", name));
  await writeFile(join(place.folder, "photos", "b,c.png"), "no picture");
  await writeFile(join(place.folder, "photos", "d.jxl"), "");
});
afterAll(() => place.close());

/** Cells of a table without line breaks in them. */
const cellsOf = (table: string): string[][] => table.trimEnd().split("\r\n").map((line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll("\"\"", "\"") ?? plain ?? ""));

test("--csv: a table of the same numbers as --json, and nothing else on standard output", async () => {
  const asked = ["photos", "--method", "grad-cam,eigen-cam", "--class", "cart,dog"];
  const run = await cam(...asked, "--out", "csv/", "--csv");
  const results = resultsOf(await cam(...asked, "--out", "json/", "--json"));
  expect(run).toMatchObject({ code: 1, stderr: expect.stringMatching(/^1 file left out: .*d\.jxl/) as string });
  const [head, ...rows] = cellsOf(run.stdout);
  const expected = results.flatMap((result) => (result.ok ?
    result.maps.map((map) => [result.image, "true", map.class, map.label, map.probability, map.logit, map.method, map.layer, map.unit, map.min, map.max, map.peak?.x, map.peak?.y, map.overlay?.replace("json", "csv"), map.raw, "", ""]) :
    [[result.image, "false", ...Array.from({ length: 13 }, () => ""), result.error.code, result.error.message]]));
  expect(head).toHaveLength(17);
  expect(rows).toEqual(expected.map((row) => row.map((cell) => String(cell ?? ""))));
  expect(rows.map(([image]) => image)).toEqual(["photos/=1+2.png", "photos/=1+2.png", "photos/=1+2.png", "photos/a.png", "photos/a.png", "photos/a.png", "photos/b,c.png", "photos/d.jxl"]);
});

test("what a spreadsheet would compute is text in the table", async () => {
  const run = await place.cam("=1+2.png", "--model", place.model, "--device", "cpu", "--csv");
  expect(run.stdout).toContain("\r\n'=1+2.png,false,");
});

test("--top says how many classes are told, in numbers and in text", async () => {
  const topOf = async (...more: string[]): Promise<number[]> => resultsOf(await cam("photos/a.png", "--json", ...more)).map((result) => (result.ok ? result.top.length : -1));
  expect(await topOf("--out", "top1.png", "--top", "1")).toEqual([1]);
  expect(await topOf("--out", "top9.png", "--top", "9")).toEqual([3]); // there are no more
  const text = (await cam("photos/a.png", "--out", "text.png", "--top=2")).stdout;
  expect(text.match(/ logit /g)).toHaveLength(2);
  expect((await cam("photos/a.png", "--top", "0")).stderr).toMatch(/--top: "0" is not a whole number from 1 to 1000/);
});
