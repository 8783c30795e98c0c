import { symlink } from "node:fs/promises";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { inFolder } from "../testing/folder.ts";
import { nameMatcher } from "./glob.ts";
import { expandInputs, nameOf } from "./inputs.ts";

const tree = ["b.jpg", "a.png", "C.JPEG", "a.cam.png", "a.cam.jpg", "notes.txt", ".hidden.png",
  "deep/c.jpg", "deep/er/d.png", "odd[1].png", "empty/readme"];

async function names(folder: string, ...typed: string[]): Promise<string[]> {
  const inputs = await expandInputs(typed.map((text) => (text === "-" ? "-" : join(folder, text))));
  return inputs.map((input) => {
    if (input.kind === "stdin") return "-";
    return `${input.kind === "unusable" ? "! " : ""}${relative(folder, nameOf(input))}`;
  });
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
