// Options that are not typed: which file they are from, what wins, what is left out, and what is refused.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { configurationFiles, configured } from "../../bin/configuration.mjs";
import { UsageError } from "../errors/errors.ts";
import { inFolder } from "../testing/files.ts";
import { parseArguments } from "./arguments.ts";
import { launcherTable } from "./launcher_table.ts";
import { optionsOf } from "./option_table.ts";

const rows = launcherTable();
const split = (line: string): string[] => line.split(" ").filter((word) => word !== "");

interface Place {
  readonly files?: Readonly<Record<string, unknown>>; // below the folder: the text, or what is written as JSON
  readonly from?: string; // where the command is typed
  readonly environment?: Readonly<Record<string, string>>;
}

/** What is read in the end of a line that is typed in some folder, and of which files. */
async function read(line: string, { files = {}, from = "work", environment = {} }: Place): Promise<{ words: string[]; found: string[] }> {
  return inFolder([], async (root) => {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(root, name)), { recursive: true });
      await writeFile(join(root, name), typeof content === "string" ? content : JSON.stringify(content));
    }
    const surroundings = { environment: { XDG_CONFIG_HOME: join(root, "home"), ...environment }, platform: "linux", folder: join(root, from) };
    const found = configurationFiles(split(line), rows, surroundings);
    const short = (text: string): string => text.replaceAll(root, "ROOT").replaceAll("\\", "/");
    try {
      return { words: configured(split(line), rows, found, surroundings).map(short), found: found.map(short) };
    } catch (error) {
      throw new Error(short((error as Error).message), { cause: error });
    }
  });
}

const wordsOf = async (line: string, place: Place): Promise<string> => (await read(line, place)).words.join(" ");

describe("which file", () => {
  const files = { "camlucida.json": { top: 1 }, "work/deep/camlucida.json": { top: 2 }, "home/camlucida/config.json": { top: 3, crop: true }, "other.json": { top: 4 } };
  test.each([
    ["a.png", "work/deep", ["ROOT/work/deep/camlucida.json", "ROOT/home/camlucida/config.json"], "--top=2 --crop a.png"],
    ["a.png", "work", ["ROOT/camlucida.json", "ROOT/home/camlucida/config.json"], "--top=1 --crop a.png"],
    ["--config ../other.json a.png", "work", ["ROOT/other.json", "ROOT/home/camlucida/config.json"], "--top=4 --crop --config ../other.json a.png"],
    ["--no-config a.png", "work", [], "--no-config a.png"],
    ["--help", "work", [], "--help"],
    ["weights --list", "work", [], "weights --list"],
    ["completion bash", "work", [], "completion bash"],
  ])("%s in %s", async (line, from, found, words) => expect(await read(line, { files, from })).toEqual({ found, words: words.split(" ") }));

  test.each([
    ["linux", { HOME: "ROOT" }, ".config/camlucida/config.json"],
    ["darwin", { HOME: "ROOT" }, "Library/Application Support/camlucida/config.json"],
    ["win32", { APPDATA: "ROOT/roaming" }, "roaming/camlucida/config.json"],
    ["darwin", { HOME: "ROOT", XDG_CONFIG_HOME: "ROOT/xdg" }, "xdg/camlucida/config.json"],
    ["linux", { HOME: "ROOT", XDG_CONFIG_HOME: "relative" }, ".config/camlucida/config.json"],
    ["linux", {}, undefined],
  ])("one's own on %s with %o", async (platform, environment, place) => {
    await inFolder([], async (root) => {
      if (place !== undefined) await mkdir(join(root, dirname(place)), { recursive: true }).then(() => writeFile(join(root, place), "{}"));
      const named = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, value.replace("ROOT", root)]));
      expect(configurationFiles(["a.png"], rows, { environment: named, platform, folder: root })).toEqual(place === undefined ? [] : [join(root, place)]);
    });
  });

  test("one that is named and is not there is told, with the file", async () => {
    await expect(wordsOf("--config none.json a.png", {})).rejects.toThrow("ROOT/work/none.json: cannot be read (ENOENT). --no-config does without.");
  });
});

describe("what wins", () => {
  const files = { "work/camlucida.json": { model: "project", method: ["cam", "grad-cam"], top: 2, json: false, queue: "redis://project" }, "home/camlucida/config.json": { model: "own", top: 3, json: true, alpha: 0.5 } };
  test.each([
    ["a.png", "--model=project --method=cam --method=grad-cam --top=2 --alpha=0.5 a.png"],
    ["-m typed a.png", "--method=cam --method=grad-cam --top=2 --alpha=0.5 -m typed a.png"],
    ["--method=eigen-cam --json a.png", "--model=project --top=2 --alpha=0.5 --method=eigen-cam --json a.png"],
    ["inspect my.pth", "inspect my.pth"],
    ["tune", "--model=project tune"],
    ["status", "status"],
    ["status --queue redis://typed", "status --queue redis://typed"],
    ["status --config none.json", undefined],
  ])("%s", async (line, words) => {
    const place = { files, environment: { CAMLUCIDA_QUEUE: "redis://environment" } };
    if (words === undefined) return expect(wordsOf(line, place)).rejects.toThrow("none.json");
    expect(await wordsOf(line, place)).toBe(words);
  });

  test("the environment's queue is above the files', whose comes without it", async () => {
    expect(await wordsOf("status", { files })).toBe("--queue=redis://project status");
  });
});

test("a switch that is off by default and one that is on", async () => {
  expect(await wordsOf("a.png", { files: { "work/camlucida.json": { legend: false, box: true, crop: false } } })).toBe("--no-legend --box a.png");
  expect(await wordsOf("--legend a.png", { files: { "work/camlucida.json": { legend: false } } })).toBe("--legend a.png");
  expect(await wordsOf("a.png", { files: { "work/camlucida.json": { "no-legend": false }, "home/camlucida/config.json": { legend: false } } })).toBe("--legend a.png");
});

test("paths are relative to the file, names of models and what begins with a field are none", async () => {
  const settings = { model: "my.pth", labels: "my.txt", out: "{dir}/{stem}.png", raw: "maps/{stem}.npy", "similar-to": ["a.png", "/b.png"], preprocess: "clip", report: "r" };
  const expected = (base: string): string => `--model=${base}my.pth --out={dir}/{stem}.png --raw=${base}maps/{stem}.npy --similar-to=${base}a.png --similar-to=/b.png --preprocess=clip --report=${base}r a.png`;
  expect(await wordsOf("a.png", { files: { "work/camlucida.json": settings } })).toBe(expected("").replace("--out", "--labels=my.txt --out").replace(/--similar-to=\S+ /g, ""));
  const { labels: _, ...others } = settings;
  expect(await wordsOf("a.png", { files: { "camlucida.json": others } })).toBe(expected("../"));
  expect(await wordsOf("a.png", { files: { "home/camlucida/config.json": others } })).toBe(expected("ROOT/home/camlucida/"));
  expect(await wordsOf("a.png", { files: { "work/camlucida.json": { model: "resnet50", out: "maps/" } } })).toBe("--model=resnet50 --out=maps/ a.png");
});

test.each([
  ["{", "is no JSON: "],
  ["[]", "is not one JSON object"],
  ["null", "is not one JSON object"],
  [{ modle: "x" }, "there is no option \"modle\". Keys are the options without dashes"],
  [{ __proto__x: 1 }, "there is no option"],
  [{ help: true }, "\"help\" cannot be configured, only typed."],
  [{ config: "x" }, "\"config\" cannot be configured"],
  [{ legend: "no" }, "\"legend\" is a switch: true or false, not \"no\"."],
  [{ model: true }, "\"model\" is a text or a number, not true."],
  [{ model: ["a", "b"] }, "\"model\" is a text or a number, not [\"a\",\"b\"]."],
  [{ method: ["cam", 1, null] }, "\"method\" is a text, or a list of texts, not"],
  [{ class: "" }, "\"class\" is a text, or a list of texts, not \"\"."],
])("%o is refused with the file and the key", async (content, message) => {
  await expect(wordsOf("a.png", { files: { "work/camlucida.json": content } })).rejects.toThrow(`ROOT/work/camlucida.json: ${message}`);
});

/** A value for each option that has one. */
const samples: Readonly<Record<string, string>> = {
  "files-from": "l.txt", model: "my.pth", stem: "stride=1,pool=none", padding: "same", output: "logits", input: "320", preprocess: "clip", labels: "l.txt", class: "tabby", contrast: "a:b",
  "similar-to": "b.png", method: "grad-cam", layer: "layer3", "layers-as": "mean", target: "probability", smooth: "augment", view: "positive", colormap: "viridis", alpha: "0.5", scale: "2",
  threshold: "0.2", compat: "torch-cam", out: "{stem}.png", raw: "{stem}.npy", mask: "{stem}.mask.png", sheet: "{stem}.sheet.png", top: "3", resume: "r.jsonl", "resume-by": "content",
  shard: "1/2", report: "r", truth: "t.csv", check: "c.npy", boxes: "b.json", curves: "{stem}.svg", device: "cpu", jobs: "2",
};
const contradicts = (words: readonly string[]): boolean => {
  try {
    parseArguments([...words, "a.png"], { colormaps: ["viridis", "signed"] });
    return false;
  } catch (error) {
    if (error instanceof UsageError && error.code === "usage-contradiction") return true;
    throw error;
  }
};

test("whatever is configured alone and makes sense gives way to whatever is typed and makes sense", async () => {
  const names = optionsOf("explain").map(({ name }) => name).filter((name) => !/^(help|version|config|no-config|list-.*)$/.test(name));
  const typedAs = (name: string): string => (name in samples ? `--${name}=${samples[name]}` : `--${name}`);
  const sensible = names.filter((name) => !contradicts([typedAs(name)]));
  expect(sensible.length).toBeGreaterThan(names.length / 2);
  await inFolder([], async (folder) => {
    for (const name of names) {
      const file = join(folder, `${name}.json`);
      await writeFile(file, JSON.stringify({ [name]: samples[name] ?? true }));
      if (contradicts(configured(["a.png"], rows, [file], { environment: {}, folder }))) continue; // as --layer layer3 of cam
      for (const typed of sensible) {
        const words = configured([typedAs(typed), "a.png"], rows, [file], { environment: {}, folder });
        expect.soft(contradicts(words.slice(0, -1)), words.join(" ")).toBe(false);
      }
    }
  });
});
