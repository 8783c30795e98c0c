import { execFileSync } from "node:child_process";
import { rm, symlink, writeFile } from "node:fs/promises";
import { join, parse, relative } from "node:path";
import process from "node:process";
import { describe, expect, test } from "vitest";
import { inFolder } from "../testing/files.ts";
import { nameMatcher } from "./glob.ts";
import { listInputs, nameOf, type Input, type Search } from "./inputs.ts";

const tree = ["b.jpg", "a.png", "C.JPEG", "a.cam.png", "a.cam.jpg", "notes.txt", ".hidden.png",
  "deep/c.jpg", "deep/er/d.png", "odd[1].png", "empty/readme"];

async function search(folder: string, typed: readonly string[], where: Search = {}): Promise<Input[]> {
  const inputs: Input[] = [];
  for await (const input of listInputs(typed.map((text) => (isElsewhere(text) ? text : join(folder, text))), where)) inputs.push(input);
  return inputs;
}

const isElsewhere = (text: string): boolean => text === "-" || text.includes("://");

const inputsOf = (folder: string, ...typed: string[]): Promise<Input[]> => search(folder, typed);

const marks = { "file": "", "stdin": "", "url": "", "left-out": "- ", "unusable": "! " };

const shown = (folder: string, inputs: readonly Input[]): string[] =>
  inputs.map((input) => marks[input.kind] + (isElsewhere(nameOf(input)) ? nameOf(input) : relative(folder, nameOf(input))));

const names = async (folder: string, ...typed: string[]): Promise<string[]> => shown(folder, await inputsOf(folder, ...typed));

test.each([
  ["a file", ["b.jpg"], ["b.jpg"]],
  ["a missing file, which fails later and alone", ["nothing.png", "a.png"], ["nothing.png", "a.png"]],
  ["a folder: its pictures, sorted, without our own results, hidden files and sub-folders", ["."],
    ["C.JPEG", "a.png", "b.jpg", "odd[1].png"]],
  ["a folder without pictures", ["empty"], ["! empty"]],
  ["a pattern", ["*.png"], ["a.png", "odd[1].png"]],
  ["a pattern that asks for our results", ["*.cam.*"], ["a.cam.jpg", "a.cam.png"]],
  ["choices, sets and single letters", ["{a,b}.[jp]?g"], ["a.png", "b.jpg"]],
  ["any depth", ["**/*.{png,jpg}"], ["a.png", "b.jpg", "deep/c.jpg", "deep/er/d.png", "odd[1].png"]],
  ["any depth, every picture", ["**"], ["C.JPEG", "a.png", "b.jpg", "deep/c.jpg", "deep/er/d.png", "odd[1].png"]],
  ["a pattern without match", ["*.gif"], ["! *.gif"]],
  ["a name with brackets that exists is that file", ["odd[1].png"], ["odd[1].png"]],
  ["standard input, once", ["-", "a.png", "-"], ["-", "a.png"]],
  ["addresses, each once; what is none fails", ["https://ann:pw@a.example/x.png", "https://ann:pw@a.example/x.png", "ftp://ann:pw@a.example/y.png"], ["https://a.example/x.png", "! ftp://a.example/y.png"]],
  ["the same file by several roads, once", ["b.jpg", ".", "deep/../b.jpg"], ["b.jpg", "C.JPEG", "a.png", "odd[1].png"]],
])("%s", async (_, typed, expected) => {
  await inFolder(tree, async (folder) => expect(await names(folder, ...typed)).toEqual(expected));
});

test("'**' ends although a link leads back up", async () => {
  await inFolder(["deep/c.jpg"], async (folder) => {
    await symlink(folder, join(folder, "deep", "loop"));
    expect(await names(folder, "**")).toEqual(["deep/c.jpg"]);
  });
});

test("a folder to any depth: the same as '**', whatever it is called; its links to folders, hidden ones and our results are left out", async () => {
  await inFolder(tree.map((name) => `odd[1]{a}/${name}`), async (folder) => {
    const odd = join(folder, "odd[1]{a}");
    await symlink(odd, join(odd, "deep", "loop"));
    await symlink(join(odd, "b.jpg"), join(odd, "deep", "linked.jpg"));
    const found = await search(odd, ["."], { recursive: true });
    expect(shown(odd, found)).toEqual(["C.JPEG", "a.png", "b.jpg", "deep/c.jpg", "deep/er/d.png", "deep/linked.jpg", "odd[1].png"]);
    expect(found[4]).toEqual({ kind: "file", path: join(odd, "deep/er/d.png"), root: odd });
    expect(shown(odd, await search(odd, ["empty", "a.png"], { recursive: true }))).toEqual(["! empty", "a.png"]);
    expect((await search(odd, ["empty"], { recursive: true }))[0]).toMatchObject({ error: { message: expect.stringContaining("and its sub-folders hold no") as string } });
  });
});

test("a list names files, folders, patterns and addresses as if they had been typed, each once, behind those that were", async () => {
  await inFolder(tree, async (folder) => {
    const list = join(folder, "list.txt");
    await writeFile(list, ["b.jpg", "deep", "*.png", "missing.png", "-"].map((name) => join(folder, name)).concat("https://a.example/x.png").join("\r\n"));
    const found = await search(folder, ["a.png"], { filesFrom: [list, list] });
    expect(shown(folder, found)).toEqual(["a.png", "b.jpg", "deep/c.jpg", "odd[1].png", "missing.png", "-", "https://a.example/x.png"]);
    expect(found[0]).toEqual({ kind: "file", path: join(folder, "a.png") });
    expect(found[2]).toEqual({ kind: "file", path: join(folder, "deep/c.jpg"), root: parse(folder).root });
    expect(shown(folder, await search(folder, [], { filesFrom: [list], recursive: true }))).toContain("deep/er/d.png");
    await expect(search(folder, ["a.png"], { filesFrom: [join(folder, "none.txt")] })).rejects.toMatchObject({ code: "usage-names-unreadable" });
  });
});

test("a list that breaks off fails behind what it named", async () => {
  await inFolder(["a.png"], async (folder) => {
    await writeFile(join(folder, "list"), `${join(folder, "a.png")}\n${"x".repeat(200_000)}`);
    const [, broken] = await search(folder, ["a.png"], { filesFrom: [join(folder, "list")] });
    expect(broken).toMatchObject({ kind: "unusable", path: join(folder, "list"), error: { code: "usage-names-unreadable" } });
  });
});

test("a pattern's files come in the order of their paths, whatever folders lie between", async () => {
  const odd = ["a/z.png", "a-b.png", "a.png", "a0/b.png", "a/b/c.png", "a/b-c.png"];
  await inFolder(odd, async (folder) => {
    await symlink(join(folder, "a0"), join(folder, "linked"));
    expect(await names(folder, "**/*.png")).toEqual(odd.toSorted());
    expect(await names(folder, "**/**")).toEqual(odd.toSorted());
    expect(await names(folder, "*/*.png")).toEqual(["a/b-c.png", "a/z.png", "a0/b.png", "linked/b.png"]);
    expect(await names(folder, "*/b/../*/c.png")).toEqual(["a/b/c.png"]);
    expect(await names(folder, "**/b/*.png")).toEqual(["a/b/c.png"]);
  });
});

describe("pictures that are not read", () => {
  const phone = ["IMG_1.DNG", "IMG_2.jpg", "b.webp", "c.avif", "d.jfif", "e.gif", "f.bmp", "g.tiff", "h.jxl", "i.heic", "notes.txt", ".j.jxl", "k.mov"];

  test("are named, in their place; what is no picture is not", async () => {
    await inFolder(phone, async (folder) => {
      const expected = ["- IMG_1.DNG", "IMG_2.jpg", "b.webp", "c.avif", "d.jfif", "e.gif", "f.bmp", "g.tiff", "- h.jxl", "i.heic"];
      expect(await names(folder, ".")).toEqual(expected);
      expect(await names(folder, "**")).toEqual(expected);
      expect(await names(folder, "*.jxl")).toEqual(["h.jxl"]); // asked for by name: it fails when it is read
      const [first] = await inputsOf(folder, ".");
      expect(first).toMatchObject({ error: { code: "image-left-out", message: expect.stringMatching(/^camera raw is not read\. Convert it to JPEG or PNG.*IMG_1\.DNG .*IMG_1\.jpg$/) as string } });
    });
  });

  test("alone, they make a folder or a pattern fail, which says what it holds", async () => {
    await inFolder(["it's.jxl", "b.jxl", "c.psd", "d.psd"], async (folder) => {
      for (const typed of [".", "**"]) {
        const [only, ...others] = await inputsOf(folder, typed);
        expect(others).toEqual([]);
        const message = expect.stringMatching(/4 other files are there: b\.jxl, c\.psd, d\.psd, …\. JPEG XL is not read.*magick/) as string;
        expect(only).toMatchObject({ kind: "unusable", error: { code: "image-missing", message } });
      }
    });
  });

  test.skipIf(process.platform === "win32")("are also pipes, sockets and devices; links to files are files", async () => {
    await inFolder(["a.png", "folder.png/x.txt"], async (folder) => {
      execFileSync("mkfifo", [join(folder, "b.png"), join(folder, "pipe")]);
      await symlink(join(folder, "a.png"), join(folder, "c.png"));
      expect(await names(folder, ".")).toEqual(["a.png", "- b.png", "c.png"]);
      expect(await names(folder, "*")).toEqual(["a.png", "- b.png", "c.png", "- pipe"]);
      expect((await inputsOf(folder, "b.*"))[0]).toMatchObject({ kind: "unusable", error: { message: expect.stringContaining("named pipe") as string } });
    });
  });
});

test("the first of many is there before the last is looked for", async () => {
  await inFolder(["a/1.png", "b/2.png"], async (folder) => {
    const inputs = listInputs([join(folder, "a"), join(folder, "b")]);
    const first = await inputs.next();
    await rm(join(folder, "b"), { recursive: true });
    expect(first.value).toMatchObject({ kind: "file" });
    expect((await inputs.next()).value).toMatchObject({ kind: "file", path: join(folder, "b") }); // which is missing by now
  });
});

test("a pattern is a pattern of names, not a regular expression", () => {
  expect(nameMatcher("a.b*")("a.bc")).toBe(true);
  expect(nameMatcher("a.b*")("axbc")).toBe(false);
  expect(nameMatcher("[!a]x")("bx")).toBe(true);
  expect(nameMatcher("[!a]x")("ax")).toBe(false);
  expect(nameMatcher("[^]x")("^x")).toBe(true);
  expect(nameMatcher("[z-a]")("[z-a]")).toBe(true); // no range: stands for itself
  expect(nameMatcher("(a+")("(a+")).toBe(true);
  expect(nameMatcher("*")(".hidden")).toBe(false);
  expect(nameMatcher("猫?.png")("猫😀.png")).toBe(true);
});
