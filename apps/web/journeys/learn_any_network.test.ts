// The guide's figure of an ONNX file, driven as a reader does: which step a node became, what was recognised, where axes lie; files of
// the reader's own, good and bad.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser, openSite, root, type Site, visit, type Visit, withWebGpu } from "./site.ts";

let site: Site;
beforeAll(async () => { site = await openSite(); });
afterAll(() => site.close());

const wide = { viewport: { width: 1440, height: 900 } };
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const fixture = (name: string): string => join(root, "packages/tensor/src/onnx/fixtures", name);

async function openFigure(browser: Browser, options: object): Promise<Visit & { readonly figure: Locator }> {
  const visited = await visit(browser, `${site.address}#language=en&theme=light&mode=learn&chapter=any_network`, options);
  const figure = visited.page.locator(".live-figure[data-figure='any_network']");
  await figure.locator(".node-row").first().waitFor();
  return { ...visited, figure };
}

const row = (figure: Locator, text: RegExp): Locator => figure.locator(".node-row").filter({ hasText: text }).first();
const heading = (figure: Locator): Promise<string | null> => figure.locator(".node-detail h3").textContent();
const fits = (page: Page): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

describe.each([["with WebGPU", withWebGpu], ["without", []]] as const)("%s", (_, args) => {
  let browser: Browser;
  beforeAll(async () => { browser = await openBrowser(args); });
  afterAll(() => browser.close());

  test.each([["mouse", wide], ["touch", phone]] as const)("nodes and steps, by %s", async (how, options) => {
    const { page, figure, complaints, close } = await openFigure(browser, options);
    expect(await figure.locator("strong").first().textContent()).toBe("47 nodes became 22 steps, which run as 13.");
    expect(await figure.locator(".node-detail").textContent()).toContain("2 nodes, Sigmoid + Mul, were recognised as one function: silu.");
    const swish = row(figure, /HardSwish/);
    await (how === "touch" ? swish.tap() : swish.hover());
    await expect.poll(() => heading(figure)).toContain("HardSwish");
    expect(await figure.locator(".node-detail").textContent()).toContain("the 2nd of those that are left: conv + batch_norm + hard_swish.");
    expect(await figure.locator(".node-row.beside").allTextContents()).toEqual([expect.stringContaining("Conv"), expect.stringContaining("BatchNormalization")]);
    expect(await fits(page)).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  });
});

describe("files", () => {
  let browser: Browser;
  beforeAll(async () => { browser = await openBrowser(); });
  afterAll(() => browser.close());

  test("by keyboard: from node to node; a Flatten's axes", async () => {
    const { page, figure, complaints, close } = await openFigure(browser, wide);
    await figure.locator(".any-network select").selectOption("flat");
    await expect.poll(() => heading(figure)).toContain("Flatten");
    expect(await figure.locator(".axes-row").allTextContents()).toEqual(["In ONNXN 1C·H·W 72", "In the engineN 1H 4W 3C 6"]);
    await figure.locator(".node-rows").focus();
    await page.keyboard.press("ArrowDown");
    expect(await heading(figure)).toContain("Gemm");
    expect(await figure.locator(".node-detail").textContent()).toContain("Gemm became reshape + linear.");
    await page.keyboard.press("Home");
    expect(await heading(figure)).toContain("Conv");
    expect(await figure.locator(".axes-row").first().textContent()).toBe("In ONNXN 1C 5H 20W 18");
    expect(complaints).toEqual([]);
    await close();
  });

  test("one of the reader's own is read here; one that is none is refused, and what is shown stays", async () => {
    const { page, figure, complaints, close } = await openFigure(browser, wide);
    const input = figure.locator(".any-network input[type=file]");
    await input.setInputFiles(fixture("dense_17.onnx"));
    await row(figure, /Concat/).waitFor();
    expect(await figure.locator(".any-network select").inputValue()).toBe("own");
    expect(await figure.locator(".any-network option:checked").textContent()).toBe("dense_17.onnx (yours)");
    await input.setInputFiles({ name: "broken.onnx", mimeType: "application/octet-stream", buffer: (await readFile(fixture("dense_17.onnx"))).subarray(0, 900) });
    const trouble = page.locator(".trouble");
    await trouble.waitFor();
    expect(await trouble.textContent()).toContain("checkpoint-");
    expect(await row(figure, /Concat/).count()).toBe(1);
    expect(await figure.locator(".any-network option:checked").textContent()).toBe("dense_17.onnx (yours)");
    expect(complaints).toEqual([]);
    await close();
  });
});
