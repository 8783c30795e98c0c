// Options from a file, as a user gets them: the launcher grants what they name, the program does what they say, and what is wrong is told with the file.
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cat, openWorkplace, resultsOf, type Run, type Workplace } from "./workplace.ts";

let place: Workplace;
const pathOf = (...parts: string[]): string => join(place.folder, ...parts);
const keep = (path: string, settings: unknown): Promise<void> => writeFile(pathOf(path), JSON.stringify(settings));

beforeAll(async () => {
  place = await openWorkplace();
  await mkdir(pathOf("config/camlucida"), { recursive: true });
  await copyFile(cat, pathOf("cat.png"));
});
afterAll(() => place.close());

const cam = (...args: string[]): Promise<Run> => place.cam("cat.png", "--json", ...args);

test("model, labels and the place of results are the project's; the rest one's own, beneath it; what is typed wins", async () => {
  await keep("camlucida.json", { model: "tiny.safetensors", labels: "labels.txt", device: "cpu", raw: "maps/{stem}.npy", legend: false });
  await keep("config/camlucida/config.json", { model: "nowhere.pth", mask: "masks/{stem}.mask.png", device: "gpu" });
  const run = await cam("--out", "{stem}.typed.png", "--resume", "kept.jsonl");
  expect(run).toMatchObject({ code: 0, stderr: "" });
  const [result] = resultsOf(run);
  expect(result?.ok === true && result.top.map(({ label }) => label).toSorted()).toEqual(["cart", "cat", "dog"]);
  expect((await readdir(place.folder, { recursive: true })).filter((name) => /typed|^ma[ps]+s?.cat/.test(name)).toSorted()).toEqual(["cat.typed.png", join("maps", "cat.npy")]);
  expect(await readdir(join(place.folder, "config/camlucida/masks"))).toEqual(["cat.mask.png"]);
  const [first = ""] = (await readFile(pathOf("kept.jsonl"), "utf8")).split("\n");
  expect(JSON.parse(first)).toMatchObject({ run: { words: expect.arrayContaining(["--model=tiny.safetensors", "--no-legend", "--resume", "kept.jsonl"]) as unknown } }); // it can be done again
});

test("a file that is wrong is told with its name, in JSON too; help and --no-config do without it", async () => {
  await keep("camlucida.json", { modle: "tiny.safetensors" });
  await keep("config/camlucida/config.json", {});
  const run = await cam();
  expect(run.code).toBe(2);
  expect(run.stderr).toContain("camlucida.json: there is no option \"modle\"");
  expect(JSON.parse(run.stdout)).toMatchObject({ ok: false, error: { code: "usage-configuration" } });
  expect(await place.cam("tune", "--help")).toMatchObject({ code: 0, stdout: expect.stringContaining("Usage: camlucida tune") as unknown });
  expect(await cam("--no-config", "--model", "tiny.safetensors", "--device", "cpu", "--out", "without.png")).toMatchObject({ code: 0 });
});

test("a value that is wrong is told as if it were typed, and where it may stand", async () => {
  await keep("camlucida.json", { view: "postive" });
  expect((await cam()).stderr).toMatch(/--view: "postive" is not one of .* Did you mean positive\? Some options are from \S+camlucida\.json and \S+config\.json: --no-config leaves them out\./);
});
