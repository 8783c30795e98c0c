import { expect, test } from "vitest";
import { chapterOf } from "../../build/guide/markdown.ts";

const path = "docs/guide/en/02_convolution.md";
const htmlOf = (markdown: string, language: "en" | "ja" = "en"): string =>
  chapterOf(`# Title\n\n${markdown}`, path, language).parts.map((part) => (part.kind === "text" ? part.html : `[${part.slug}: ${part.caption}]`)).join("").replace(/^<h1.*\n/, "");

test("a chapter is its title, its text, and a figure where a picture stands alone", () => {
  const { title, parts } = chapterOf("# 2. What?\n\nBefore.\n\n![A window](../figures/convolution.png)\n\nAfter.\n", path, "en");
  expect(title).toBe("2. What?");
  expect(parts.map(({ kind }) => kind)).toEqual(["text", "figure", "text"]);
  expect(parts[1]).toEqual({ kind: "figure", slug: "convolution", caption: "A window" });
  expect(parts[2]).toEqual({ kind: "text", html: "<p>After.</p>\n" });
});

test("a text without a title, a picture in the middle of a line, and HTML are refused", () => {
  expect(() => chapterOf("Text.", path, "en")).toThrow("has no title");
  expect(() => htmlOf("See ![A window](../figures/convolution.png) here.")).toThrow("alone in its paragraph");
  expect(() => htmlOf("<b>loud</b>")).toThrow("only <details> and <summary> may");
  expect(() => htmlOf("<details onclick=\"a()\">\n\nx\n\n</details>")).toThrow("only <details>");
});

test("an answer is hidden at first", () => {
  expect(htmlOf("<details><summary>Answer</summary>\n\nBecause *so*.\n\n</details>")).toMatch(/^<details><summary>Answer<\/summary>\s*<p>Because <em>so<\/em>\.<\/p>\s*<\/details>/);
});

test("equations are MathML, in the line or by themselves, and carry no styles", () => {
  expect(htmlOf("A kernel of $3 \\times 3$.")).toContain("<mn>3</mn><mo>×</mo><mn>3</mn>");
  expect(htmlOf("$$\ny = \\sum_k w_k x_k\n$$")).toMatch(/^<div class="scrolls" tabindex="0" role="group" aria-label="Equation"><math display="block"/);
  expect(htmlOf("$$ M = \\begin{pmatrix} 1 & 0 \\\\ 0 & 1 \\end{pmatrix} $$")).not.toContain("style=");
  expect(htmlOf("It costs 5 $ or 6 $ here.")).toBe("<p>It costs 5 $ or 6 $ here.</p>\n");
  expect(htmlOf("`$x$`")).toBe("<p><code>$x$</code></p>\n");
  expect(() => htmlOf("$\\nonsense{3}$")).toThrow();
});

test("a Japanese sentence has no space where its line ends, and keeps those around other letters", () => {
  expect(htmlOf("畳み込みは\n一つの演算です。\n\nReLU は\nGPU でも\n速い。", "ja")).toBe("<p>畳み込みは一つの演算です。</p>\n<p>ReLU は\nGPU でも速い。</p>\n");
  expect(htmlOf("```text\n上\n下\n```", "ja")).toContain("上\n下");
});

test("links lead to chapters, to sources at their line, to documents, and out", () => {
  expect(htmlOf("[six](06_cam.md)")).toContain("<a href=\"#mode=learn&amp;chapter=cam\" data-chapter=\"cam\">six</a>");
  expect(htmlOf("[all](README.md)")).toContain("<a href=\"#mode=learn\" data-chapter=\"\">all</a>");
  expect(htmlOf("[日本語](../ja/README.md)")).toContain("<a href=\"#language=ja&amp;mode=learn\" data-chapter=\"\" data-language=\"ja\">");
  expect(htmlOf("[`relu`](../../../packages/tensor/src/ops/relu/relu.ts#L12)")).toContain("data-source=\"packages/tensor/src/ops/relu/relu.ts\" data-line=\"12\"><code>relu</code></a>");
  expect(htmlOf("[memory](../../memory.md)")).toBe("<p>memory (<code>docs/memory.md</code>)</p>\n");
  expect(htmlOf("[paper](https://arxiv.org/abs/1512.04150)")).toContain("<a href=\"https://arxiv.org/abs/1512.04150\" rel=\"noreferrer\">paper</a>");
  expect(() => htmlOf("[out](../../../../passwd)")).toThrow("leads out");
});

test("what is wide scrolls by itself and is met by Tab: tables, worked numbers", () => {
  expect(htmlOf("| a | b |\n|---|---|\n| 1 | 2 |", "ja")).toMatch(/^<div class="scrolls" tabindex="0" role="group" aria-label="表"><table>/);
  expect(htmlOf("```console\n$ npm run lab -- conv\na < b\n```")).toContain("<span class=\"command\">$ npm run lab -- conv</span>\na &#60; b</code></pre>");
});
