// That the tests of the guide see what they are to see.
import { expect, test } from "vitest";
import {
  blocksOf, decimalsIn, figuresOf, hasNumber, headingsOf, linksOf, sectionOf, withBlocks, withLines, wordsIn,
} from "../../build/guide/promises.ts";

const chapter = `# 2. What?

Two or three words, 0.5 too.

## By hand

The sum is −1.25, of $0.50$ and v1.2.3.

\`\`\`console
$ npm run lab -- conv
## no heading 9.75
 -1.25
\`\`\`

## In the code

See [\`conv2d\`](../../../packages/a.ts#L3), [chapter 6](06_cam.md) and [\`a.ts\`](../../a.ts) or [out](https://example.org/).

![A window](../figures/convolution.png)
`;

test("headings, sections, words, figures", () => {
  expect(headingsOf(chapter)).toEqual(["By hand", "In the code"]);
  expect(sectionOf(chapter, "By hand")).toContain("The sum is");
  expect(sectionOf(chapter, "By hand")).not.toContain("See");
  expect(sectionOf(chapter, "Live")).toBe("");
  expect(figuresOf(chapter)).toEqual(["convolution"]);
  expect(wordsIn("# One\n\ntwo [three](four.md), $$ x + y $$ 5\n\n```\nsix\n```\n")).toBe(4);
});

test("decimal numbers of the prose are found, and found again in a block", () => {
  expect(decimalsIn(sectionOf(chapter, "By hand"))).toEqual(["1.25", "0.50"]);
  expect(hasNumber("a 0.5 b", "0.50")).toBe(true);
  expect(hasNumber("a -1.25 b", "1.25")).toBe(true);
  expect(hasNumber("a 11.25 b", "1.25")).toBe(false);
});

test("worked blocks are found and renewed", () => {
  expect(blocksOf(chapter)).toEqual([{ topic: "conv", words: "", text: "## no heading 9.75\n -1.25" }]);
  expect(blocksOf(withBlocks(chapter, new Map([["conv", "new\nlines"]])))[0]?.text).toBe("new\nlines");
  expect(withBlocks(chapter, new Map([["pixel", "other"]]))).toBe(chapter);
});

test("links are found, and their lines renewed", () => {
  expect(linksOf(chapter)).toEqual([
    { text: "`conv2d`", name: "conv2d", path: "../../../packages/a.ts", line: 3 },
    { text: "chapter 6", name: undefined, path: "06_cam.md", line: undefined },
    { text: "`a.ts`", name: undefined, path: "../../a.ts", line: undefined },
  ]);
  expect(withLines(chapter, (path, name) => (path === "../../../packages/a.ts" && name === "conv2d" ? 77 : undefined))).toBe(chapter.replace("#L3", "#L77"));
  expect(linksOf("[`Network.forward()`](a.ts#L1)")[0]?.name).toBe("forward");
});
