// What documents point at is there: files, headings, lines of code and the names in them. Both languages say the same things in the same
// order, the README stays short, and no word is introduced twice.
import { readdir, readFile, stat } from "node:fs/promises";
import { join, posix, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");

async function documentsBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const inside = entries.filter(({ name }) => !/^(dist|node_modules|fixtures|hardware)$|^\./.test(name)).map(async (entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? documentsBelow(path) : path.endsWith(".md") ? [path] : [];
  });
  return (await Promise.all(inside)).flat();
}

/** Every document, by its path from the root. */
const documents = new Map<string, string>();
for (const path of await documentsBelow(root)) documents.set(relative(root, path).replaceAll("\\", "/"), await readFile(path, "utf8"));

const textOf = (path: string): string => {
  const text = documents.get(path);
  if (text === undefined) throw new Error(`There is no ${path}.`);
  return text;
};

interface Pointer {
  readonly shown: string;
  /** From the root. */
  readonly path: string;
  readonly anchor: string;
  /** What stands in backticks right behind the link. */
  readonly names: readonly string[];
}

/** Without blocks of code, and links that are shown as code. */
const withoutCode = (text: string): string => text.replace(/^```[^]*?^```/gm, "").replace(/(`+)(?!`)([^\n]*?[^`])\1(?!`)/g, (span, _, inside: string) => (inside.includes("](") ? "" : span));

/** The links of a document that lead to the repository: [shown](path#anchor), then in backticks what the file holds. */
function pointersIn(document: string, text: string): Pointer[] {
  return [...withoutCode(text).matchAll(/\[((?:`[^`]*`|[^[\]`])*)\]\(([^):#\s]*)(?:#([^)\s]*))?\)((?:,? `[^`]+`)*)/g)].map(([, shown = "", to = "", anchor = "", names = ""]) => ({
    shown, anchor: decodeURIComponent(anchor), path: to === "" ? document : posix.join(posix.dirname(document), to), names: [...names.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name),
  }));
}

/** As forges make an address of a heading. */
const addressOf = (heading: string): string => heading.trim().toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").replace(/\s/g, "-");

const headingsOf = (text: string): string[] => [...withoutCode(text).matchAll(/^(#+) (.*)$/gm)].map(([, marks = "", words = ""]) => `${marks} ${words}`);

/** What is wrong with a link; undefined where it leads to what it says. */
async function faultOf({ shown, path, anchor }: Pointer): Promise<string | undefined> {
  const there = await stat(join(root, path)).catch(() => undefined);
  if (!there) return `${path} is not there`;
  if (anchor === "") return undefined;
  if (path.endsWith(".md")) return headingsOf(await readFile(join(root, path), "utf8")).some((heading) => addressOf(heading.replace(/^#+ /, "")) === anchor) ? undefined : `${path} has no heading #${anchor}`;
  const line = Number(/^L(\d+)/.exec(anchor)?.[1]);
  const text = (await readFile(join(root, path), "utf8")).split("\n")[line - 1] ?? "";
  const name = /^`(?:\w+\.)*([^`()]+)(?:\(\))?`$/.exec(shown)?.[1];
  return name === undefined || text.includes(name) ? undefined : `${path}:${line} holds no ${name}: ${text}`;
}

test.each([...documents.keys()])("what %s points at is there", async (document) => {
  const faults = await Promise.all(pointersIn(document, textOf(document)).map(faultOf));
  expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
});

test("a link can lead nowhere: to no file, no heading, a line without the name", async () => {
  const text = "[a](b.md) [the words](README.md#no-such) [`nobody`](package.json#L1) [`name`](package.json#L2) ![x](docs/web.jpg) [a](https://example.org/b) [`a[0]`](c.md)";
  const faults = await Promise.all(pointersIn("x.md", text).map(faultOf));
  expect(faults).toEqual(["b.md is not there", "README.md has no heading #no-such", "package.json:1 holds no nobody: {", undefined, undefined, "c.md is not there"]);
});

test("the functions that answer questions are where docs/reading.md says", async () => {
  const pointers = pointersIn("docs/reading.md", textOf("docs/reading.md")).filter(({ names }) => names.length > 0);
  expect(pointers.length).toBeGreaterThan(15);
  for (const { path, names } of pointers) for (const name of names) expect((await readFile(join(root, path), "utf8")).includes(name), `${path} holds ${name}`).toBe(true);
});

test("the README is what a newcomer needs: at most 900 words, and no longer in Japanese", () => {
  const english = textOf("README.md");
  expect(english.split(/\s+/).length).toBeLessThanOrEqual(900);
  expect(textOf("README.ja.md").length).toBeLessThanOrEqual(english.length);
});

test("the glossary introduces every word once, in both languages", () => {
  const rows = [...textOf("docs/glossary.md").matchAll(/^\| (.+?) \| (.*?) \| (.*?) \|/gm)].filter(([, word = ""]) => !/^(Word|-+)$/.test(word));
  const words = rows.map(([, word]) => word);
  expect(words.length).toBeGreaterThan(80);
  expect(words.filter((word, at) => words.indexOf(word) !== at)).toEqual([]);
  for (const [row, , japanese, meaning] of rows) expect([japanese, meaning], row).not.toContain("");
});

test.each(["en", "ja"])("the guide's contents in %s name its chapters by their titles", (language) => {
  const folder = `docs/guide/${language}/`;
  const chapters = [...documents].filter(([path]) => path.startsWith(`${folder}0`) || path.startsWith(`${folder}1`)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const listed = [...textOf(`${folder}README.md`).matchAll(/^\| \[(\d+\. [^\]]*)\]\((\d\d_\w+\.md)\)/gm)].map(([, title, file]) => `${file} ${title}`);
  expect(listed).toEqual(chapters.map(([path, text]) => `${path.slice(folder.length)} ${/^# (.*)$/m.exec(text)?.[1]}`));
  expect(listed).toHaveLength(16);
});

/** What answers each of the guide's ten questions: a name that the chapter's "In the code" leads to. */
const answering = ["multiply_add", "normalisationTable", "fuse", "evidenceFor", "openCvColumns", "adjoint", "f4", "allocate", "runPickle", "signedTones"];

test.each(["en", "ja"])("each of the guide's ten questions in %s is two clicks from the function that answers it", (language) => {
  const folder = `docs/guide/${language}/`;
  const table = textOf(`${folder}README.md`).split(/^## /m).find((section) => /^(Ten questions|十の問い)/.test(section)) ?? "";
  const questions = [...table.matchAll(/^\| .* \| \[\d+\. [^\]]*\]\((\d\d_\w+\.md)\).*\|$/gm)].map(([, file = ""]) => file);
  const missing = questions.map((file, at) => `${file} leads to ${answering[at]}`).filter((_, at) => !textOf(`${folder}${questions[at]}`).includes(`[\`${answering[at]}\`](`));
  expect(missing).toEqual([]);
  expect(questions).toHaveLength(answering.length);
});

const inBoth = [...documents.keys()].filter((path) => /\.ja\.md$|\/ja\/README\.md$/.test(path)).map((japanese) => [japanese.replace(".ja.md", ".md").replace("/ja/", "/en/"), japanese] as const);

describe.each(inBoth)("%s and %s", (english, japanese) => {
  const pair = [english, japanese].map(textOf) as [string, string];

  test("have the same headings and tables, line by line", () => {
    const shapeOf = (text: string): string[] => [...headingsOf(text).map((heading) => heading.replace(/ .*/, "")), ...[...withoutCode(text).matchAll(/^\|.*\|$/gm)].map(([row]) => `row of ${row.split(/(?<!\\)\|/).length - 2}`)];
    expect(shapeOf(pair[1])).toEqual(shapeOf(pair[0]));
  });

  test("print the same commands and programs", () => {
    const linesOf = (text: string): string[] => [...text.matchAll(/^```(?:sh|ts|html|python)\n([^]*?)^```/gm)].flatMap(([, block = ""]) => block.split("\n")).map((line) => line.replace(/ *(?:(?<!['"])#|\/\/) .*/, "").trim()).filter(Boolean);
    expect(linesOf(pair[1])).toEqual(linesOf(pair[0]));
  });

  test("point at the same things", () => {
    const targetsOf = (path: string, text: string): string[] => [...new Set(pointersIn(path, text).map((pointer) => pointer.path.replace(".ja.md", ".md").replace("docs/guide/ja/", "docs/guide/en/")))].toSorted();
    expect(targetsOf(japanese, pair[1])).toEqual(targetsOf(english, pair[0]));
  });
});
