import { execFileSync } from "node:child_process";
import { rm, symlink } from "node:fs/promises";
import { join, relative } from "node:path";
import process from "node:process";
import { describe, expect, test } from "vitest";
import { inFolder } from "../testing/files.ts";
import { nameMatcher } from "./glob.ts";
import { listInputs, nameOf, type Input } from "./inputs.ts";

const tree = ["b.jpg", "a.png", "C.JPEG", "a.cam.png", "a.cam.jpg", "notes.txt", ".hidden.png",
  "deep/c.jpg", "deep/er/d.png", "odd[1].png", "empty/readme"];

async function inputsOf(folder: string, ...typed: string[]): Promise<Input[]> {
  const inputs: Input[] = [];
  for await (const input of listInputs(typed.map((text) => (text === "-" ? "-" : join(folder, text))))) inputs.push(input);
  return inputs;
}

async function names(folder: string, ...typed: string[]): Promise<string[]> {
  const marks = { "file": "", "stdin": "", "left-out": "- ", "unusable": "! " };
  return (await inputsOf(folder, ...typed)).map((input) => (input.kind === "stdin" ? "-" : `${marks[input.kind]}${relative(folder, nameOf(input))}`));
}

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
  const phone = ["IMG_1.HEIC", "IMG_2.jpg", "b.webp", "c.avif", "d.jfif", "e.gif", "f.bmp", "g.tiff", "h.jxl", "i.dng", "notes.txt", ".j.heic", "k.mov"];

  test("are named, in their place; what is no picture is not", async () => {
    await inFolder(phone, async (folder) => {
      const expected = ["- IMG_1.HEIC", "IMG_2.jpg", "- b.webp", "- c.avif", "d.jfif", "- e.gif", "- f.bmp", "- g.tiff", "- h.jxl", "- i.dng"];
      expect(await names(folder, ".")).toEqual(expected);
      expect(await names(folder, "**")).toEqual(expected);
      expect(await names(folder, "*.webp")).toEqual(["b.webp"]); // asked for by name: it fails when it is read
      const [first] = await inputsOf(folder, ".");
      expect(first).toMatchObject({ error: { code: "image-left-out", message: expect.stringMatching(/^HEIC is not read\. Convert it to JPEG or PNG.*IMG_1\.HEIC .*IMG_1\.jpg$/) as string } });
    });
  });

  test("alone, they make a folder or a pattern fail, which says what it holds", async () => {
    await inFolder(["it's.heic", "b.heic", "c.webp", "d.webp"], async (folder) => {
      for (const typed of [".", "**"]) {
        const [only, ...others] = await inputsOf(folder, typed);
        expect(others).toEqual([]);
        const message = expect.stringMatching(/4 other files are there: b\.heic, c\.webp, d\.webp, …\. HEIC is not read.*magick/) as string;
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
