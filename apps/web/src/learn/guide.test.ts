// The guide, docs/guide: what it promises its readers, in every chapter and both languages. `npm run guide` (CAMLUCIDA_RENEW=1 before
// this test) first writes the lab's numbers and the lines of links anew.
import { topics } from "@camlucida/lab";
import { existsSync, readFileSync, statSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import process from "node:process";
import { describe, expect, test } from "vitest";
import { lineDefining } from "../sources/definitions.ts";
import {
  answers, blocksOf, decimalsIn, figuresOf, type GuideLanguage, hasNumber, headingsOf, linksOf, sectionOf, sections, withBlocks, withLines, wordsIn,
} from "../../build/guide/promises.ts";

const root = resolve(import.meta.dirname, "../../../..");
const folder = join(root, "docs/guide");
const languages = Object.keys(sections) as GuideLanguage[];
const said = new Map(await Promise.all(topics.map(async (topic) => [topic.name, (await topic.worked()).trimEnd()] as const)));
const pages = await Promise.all(languages.map(readPages)).then((all) => all.flat());
const chapters = pages.filter(({ file }) => /^\d\d_/.test(file));

/** Other documents that name lines. */
const beside = await Promise.all(["docs/reading.md"].map(async (name) => ({ name, path: join(root, name), text: await readRenewed(join(root, name)) })));

interface GuidePage {
  readonly name: string; // "en/06_cam.md"
  readonly language: GuideLanguage;
  readonly file: string; // "06_cam.md"
  readonly path: string;
  readonly text: string;
}

async function readPages(language: GuideLanguage): Promise<GuidePage[]> {
  const files = (await readdir(join(folder, language))).filter((file) => file.endsWith(".md")).sort();
  return Promise.all(files.map(async (file) => {
    const path = join(folder, language, file);
    return { name: `${language}/${file}`, language, file, path, text: await readRenewed(path) };
  }));
}

async function readRenewed(path: string): Promise<string> {
  const written = await readFile(path, "utf8");
  const text = process.env["CAMLUCIDA_RENEW"] ? withLines(withBlocks(written, said), (to, name) => lineOf(resolve(dirname(path), to), name)) : written;
  if (text !== written) await writeFile(path, text);
  return text;
}

/** Where a name is defined, or else first stands. */
function lineOf(path: string, name: string): number | undefined {
  if (!existsSync(path)) return undefined;
  const source = readFileSync(path, "utf8");
  const lines = source.split("\n");
  const python = path.endsWith(".py") ? lines.findIndex((line) => new RegExp(`^\\s*(def|class) ${name}\\b`).test(line)) : -1;
  const at = python < 0 ? lines.findIndex((line) => new RegExp(`\\b${name}\\b`).test(line)) : python;
  return lineDefining(source, name) ?? (at < 0 ? undefined : at + 1);
}

const slugOf = (file: string): string => file.replace(/^\d\d_|\.md$/g, "");
const filesOf = (language: GuideLanguage): string[] => chapters.filter((page) => page.language === language).map(({ file }) => file);
const twinOf = (page: GuidePage): GuidePage | undefined => pages.find(({ file, language }) => file === page.file && language !== page.language);

/** In no order: a sentence of another language has another. */
const placesOf = ({ text }: GuidePage): ReadonlySet<string> => new Set(linksOf(text).filter(({ path }) => path.startsWith("../")).map(({ path, text: words }) => `${words.startsWith("`") ? words : ""} ${path}`));

test("both languages have the same sixteen chapters", () => {
  expect(filesOf("en").map((file) => Number(file.slice(0, 2)))).toEqual(Array.from({ length: 16 }, (_, at) => at + 1));
  expect(filesOf("ja")).toEqual(filesOf("en"));
});

describe.each(chapters)("$name", ({ name, language, file, path, text, ...page }) => {
  const chapter = { name, language, file, path, text, ...page };
  const [, byHand, live, , exercise] = sections[language];

  test("has its number in its title, and the sections of every chapter", () => {
    expect(text).toMatch(new RegExp(`^# ${Number(file.slice(0, 2))}\\. \\S.*\\n`));
    expect(headingsOf(text)).toEqual(sections[language]);
    expect(sectionOf(text, exercise)).toMatch(new RegExp(`<details>\\s*<summary>${answers[language]}</summary>\\n\\n[^]+\\n\\n</details>`));
  });

  test("has its own figure where it is live", () => {
    expect(figuresOf(text)).toEqual([slugOf(file)]);
    expect(figuresOf(sectionOf(text, live))).toEqual([slugOf(file)]);
  });

  test("has the lab's numbers, worked by hand", () => {
    const blocks = blocksOf(sectionOf(text, byHand));
    expect(blocks.length).toBeGreaterThan(0);
    for (const { topic, words, text: shown } of blocksOf(text)) expect({ topic, words, shown }).toEqual({ topic, words: "", shown: said.get(topic) });
  });

  test("names no decimal number that the lab does not say", () => {
    const shown = blocksOf(text).map((block) => block.text).join("\n");
    expect(decimalsIn(sectionOf(text, byHand)).filter((number) => !hasNumber(shown, number))).toEqual([]);
  });

  test("says the same as its twin: blocks, places in the sources", () => {
    const twin = twinOf(chapter);
    expect(twin && blocksOf(twin.text)).toEqual(blocksOf(text));
    expect(twin && placesOf(twin)).toEqual(placesOf(chapter));
    expect(placesOf(chapter).size).toBeGreaterThan(0);
  });

  test.runIf(language === "en")("is neither a note nor a book", () => {
    expect(wordsIn(text)).toBeGreaterThanOrEqual(400);
    expect(wordsIn(text)).toBeLessThanOrEqual(900);
  });
});

describe.each([...pages, ...beside])("$name", ({ path, text }) => {
  test("every link leads to a file, and where it says a line, to the name that it speaks of", () => {
    const faults = linksOf(text).flatMap(({ text: words, path: to, line, name }) => {
      const target = resolve(dirname(path), to);
      if (!existsSync(target)) return [`${to} is not there`];
      if (relative(root, target).startsWith("..")) return [`${to} lies outside`];
      if (line === undefined) return [];
      const found = readFileSync(target, "utf8").split("\n")[line - 1] ?? "";
      return name !== undefined && new RegExp(`\\b${name}\\b`).test(found) ? [] : [`line ${line} of ${to} is no place of ${words}: ${found}`];
    });
    expect(faults).toEqual([]);
  });
});

test.each(languages)("the front page in %s calls every chapter by its title", (language) => {
  const front = pages.find((page) => page.language === language && page.file === "README.md");
  const titles = chapters.filter((page) => page.language === language).map(({ file, text }) => [file, /^# (.*)$/m.exec(text)?.[1]]);
  const called = linksOf(front?.text ?? "").filter(({ text }) => /^\d+\. /.test(text)).map(({ path, text }) => [path, text]);
  expect(called).toEqual(expect.arrayContaining(titles));
  expect(titles).toEqual(expect.arrayContaining(called));
});

test("every chapter has a live figure and a still one, and every figure a chapter", async () => {
  const registry = await readFile(join(root, "apps/web/src/learn/figures/index.ts"), "utf8");
  const registered = [...registry.matchAll(/^ {2}(\w+): \(\) => import\("\.\/(\w+)\.tsx"\),$/gm)];
  expect(registered.map(([, slug]) => slug)).toEqual(registered.map(([, , from]) => from));
  expect(new Set(registered.map(([, slug]) => slug))).toEqual(new Set(filesOf("en").map(slugOf)));
  const pictures = (await readdir(join(folder, "figures"))).filter((file) => file.endsWith(".png"));
  expect(new Set(pictures)).toEqual(new Set(filesOf("en").map((file) => `${slugOf(file)}.png`)));
  for (const picture of pictures) expect(statSync(join(folder, "figures", picture)).size).toBeLessThanOrEqual(80_000); // bytes, as guide_pictures.test.ts draws them
});
