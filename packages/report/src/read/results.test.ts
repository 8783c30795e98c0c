// Journals as they are, and as they are when a run was killed.
import { expect, test } from "vitest";
import { lineOf, readLines } from "../testing/lines.ts";
import { readResults } from "./results.ts";

const failed = '{"image":"c.png","ok":false,"error":{"code":"image-truncated","message":"c.png ends too soon"}}';
const run = '{"run":{"version":"0.1.0","shard":"1/2","settings":"abc","model":"def","words":["photos/","--json"]}}';
const grid = { width: 2, height: 1, values: [3, -1] };

test("pictures are sorted, a later line replaces an earlier one, other lines are no pictures", async () => {
  const lines = [run, lineOf({ image: "b.png", predicted: 1, grid }), failed, lineOf({ image: "a.png", predicted: 2 }), lineOf({ image: "b.png", predicted: 3, grid }), '{"image":"d.png","ok":true,"skipped":true,"files":[]}',
    '{"image":"e.heic","ok":false,"error":{"code":"image-left-out","message":""}}', '{"summary":[]}', "", '{"end":{"inputs":4,"failed":1}}'];
  for (const end of ["\n", "\r\n"]) for (const piece of [1, 7, 100_000]) {
    const { pictures, failures, skipped, cut, runs } = await readLines(`\uFEFF${lines.join(end)}${end}`, piece);
    expect(pictures.map(({ image, top }) => [image, top[0]?.class])).toEqual([["a.png", 2], ["b.png", 3]]);
    expect(pictures[1]?.maps[0]?.shares?.values).toEqual(Float32Array.of(1, 0));
    expect(failures).toEqual([{ image: "c.png", code: "image-truncated", message: "c.png ends too soon" }]);
    expect([skipped, cut]).toEqual([1, 0]);
    expect(runs).toEqual([{ version: "0.1.0", shard: "1/2", settings: "abc", words: ["photos/", "--json"] }]);
  }
});

test("a picture that failed and then was done is done", async () => {
  const { pictures, failures } = await readLines(`${failed}\n${lineOf({ image: "c.png", predicted: 0 })}\n`);
  expect([pictures.length, failures.length]).toEqual([1, 0]);
});

test("a last line cut at any place is left out, or whole", async () => {
  const [first, last] = [lineOf({ image: "a.png", predicted: 1 }), lineOf({ image: "b.png", predicted: 1, grid })];
  for (let length = 1; length <= last.length; length++) {
    const { pictures, cut } = await readLines(`${first}\n${last.slice(0, length)}`);
    expect([pictures.length, cut]).toEqual(length === last.length ? [2, 0] : [1, 1]);
  }
});

test("what is no line of ours is refused by file and line", async () => {
  const good = lineOf({ image: "a.png", predicted: 1 });
  const refused = async (text: string): Promise<unknown> => readLines(text).catch((error: unknown) => error);
  await expect(refused(`${good}\nnot json\n${good}\n`)).resolves.toMatchObject({ code: "results-malformed", message: expect.stringContaining("run.jsonl:2:") as string });
  const broken = ["model", "device", "top", "maps"].map((name) => good.replace(`"${name}":`, `"${name}s":`));
  const grids = [{ width: 2, height: 2, values: [1] }, { width: 0, height: 0, values: [] }, { width: 1, height: 1, values: ["1"] }, 5].map((bad) => good.replace('"unit"', `"grid":${JSON.stringify(bad)},"unit"`));
  for (const line of [...broken, ...grids, good.replace('"class":1', '"class":-1'), good.replace('"method":"cam"', '"method":7')]) {
    await expect(refused(`\n${line}\n`), line).resolves.toMatchObject({ code: "results-malformed", message: expect.stringContaining("run.jsonl:2:") as string });
  }
});

test("where a line has no grid, its .npy is read; where that is gone, the map has no evidence", async () => {
  const lines = `${lineOf({ image: "a.png", predicted: 1, raw: "a.npy" })}\n${lineOf({ image: "b.png", predicted: 1, raw: "gone.npy" })}\n${lineOf({ image: "c.png", predicted: 1, grid, raw: "c.npy" })}\n`;
  const asked: string[] = [];
  const { pictures } = await readLines(lines, 1000, async (path) => {
    asked.push(path);
    return path === "a.npy" ? { width: 1, height: 2, values: [1, 3] } : undefined;
  });
  expect(pictures.map(({ maps }) => maps[0]?.shares?.values)).toEqual([Float32Array.of(0.25, 0.75), undefined, Float32Array.of(1, 0)]);
  expect(asked).toEqual(["a.npy", "gone.npy"]);
});

test("shards in any order are one list", async () => {
  const file = (name: string, text: string) => ({ name, text: (async function* () { yield text; })() });
  const [one, two] = [`${lineOf({ image: "a.png", predicted: 0 })}\n`, `${lineOf({ image: "b.png", predicted: 1 })}\n`];
  const read = (texts: string[]) => readResults(texts.map((text, at) => file(`${at}.jsonl`, text)), async () => undefined);
  expect(await read([one, two])).toEqual(await read([two, one]));
});
