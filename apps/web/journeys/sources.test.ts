// From a number to the line that made it: the mark, and where it leads; by mouse, keyboard and touch, on a wide screen and a phone, offline too.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sourceParts } from "../build/sources_travel.mjs";
import { lineDefining } from "../src/sources/definitions.ts";
import { guideSlugs, openChapter } from "./guide.ts";
import { tabTo } from "./keyboard.ts";
import { loadNetwork, openBrowser, openSite, root, violationsInAnyDress, visit, type Site } from "./site.ts";

let site: Site;
let browser: Browser;
beforeAll(async () => {
  site = await openSite();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** What the viewer shows: the path, and the line that is marked, as it stands in the file. */
async function shown(page: Page): Promise<{ path: string; line: string; seen: boolean }> {
  const here = page.locator(".source .here");
  await here.waitFor();
  const title = (await page.locator("#source-title").textContent()) ?? "";
  const seen = await here.evaluate((element) => {
    const [own, pane] = [element.getBoundingClientRect(), element.closest("pre")?.getBoundingClientRect()];
    return pane !== undefined && own.top >= pane.top - 1 && own.bottom <= pane.bottom + 1 && own.bottom <= innerHeight;
  });
  return { path: title.replace(/ line \d+$/, ""), line: ((await here.textContent()) ?? "").replace(/\n$/, ""), seen };
}

const engine = "packages/tensor/src";
const maps = "packages/cam/src";

/** What is asked about, where its mark stands, and the line that it leads to. */
const marks: readonly (readonly [about: string, panel: string, mark: string, path: string, line: RegExp])[] = [
  ["a probability", "classes-title", "probability", `${maps}/network/prediction.ts`, /^export function probabilitiesIn\(/],
  ["a logit", "classes-title", "logit", `${engine}/ops/linear/linear.ts`, /^export function linear\(/],
  ["the order of classes", "classes-title", "order", `${engine}/ops/top_k/top_k.wgsl`, /fn main\(/],
  ["a cell's value", "cell-title", "value", `${maps}/network/evidence.ts`, /^export function classMapOf\(/],
  ["a cell's share of the logit", "cell-title", "share", "apps/web/src/page/facts.ts", /^export function factsOf\(/],
  ["a channel's contribution", "cell-title", "channels", `${maps}/network/evidence.ts`, /^export function contributionsAt\(/],
  ["the residual", "cell-title", "proof", `${maps}/network/evidence.ts`, /^export function evidenceFor\(/],
  ["the method", "view-title", "CAM", `${maps}/methods/cam.ts`, /^export const cam: Method/],
  ["the network's input", "view-title", "normalisation", `${maps}/preprocess/normalisation.ts`, /^export function normalise\(/],
  ["a changed logit", "what-if-title", "forward pass", "apps/web/src/engine/photo_calls.ts", /whatIf: async/],
  ["the scale", "", "scale", `${maps}/views/scale.ts`, /^export function scaleMap\(/],
  ["a pixel between cells", "", "enlargement", `${maps}/views/upsample.ts`, /^export function upsample\(/],
  ["a colour", "", "colours", `${maps}/views/tint.ts`, /^export function tint\(/],
  ["the legend's ends", "", "legend", `${maps}/views/style.ts`, /^export function keyOf\(/],
];

/** Of a layer that is looked at. */
const layerMarks: typeof marks = [
  ["a layer's step", "layer-title", "step", `${engine}/ops/conv/conv.ts`, /^export const convOp/],
  ["its shader", "layer-title", "shader", `${engine}/ops/conv/conv.wgsl`, /fn main\(/],
  ["its reference", "layer-title", "reference", `${engine}/ops/conv/conv_reference.ts`, /^export function convReference\(/],
  ["its gradient", "layer-title", "gradient", `${engine}/ops/conv/conv_adjoint.wgsl`, /fn main\(/],
  ["its operations", "layer-title", "operations", `${engine}/graph/work.ts`, /^export function workOf\(/],
  ["the drawing", "network-title", "drawing", "apps/web/src/drawing/layered_layout.ts", /^export function layOut\(/],
];

const markIn = (page: Page, panel: string, mark: string): Locator =>
  page.locator(panel === "" ? ".stage .source-mark" : `[aria-labelledby='${panel}'] .source-mark`).filter({ hasText: new RegExp(`${mark}$`) }).first();

/** Follows every mark, and closes again. @param press one click, or what is one on another device */
async function follow(page: Page, all: typeof marks, press: (mark: Locator) => Promise<void>, shut: () => Promise<void>): Promise<void> {
  for (const [about, panel, mark, path, line] of all) {
    await press(markIn(page, panel, mark));
    const found = await shown(page);
    expect(found, about).toEqual({ path, line: expect.stringMatching(line) as string, seen: true });
    expect((await readFile(join(root, path), "utf8")).split("\n"), about).toContain(found.line);
    await shut();
    await page.locator(".source").waitFor({ state: "detached" });
  }
}

/** With a network that has looked, and a cell that is asked about. */
async function ready(page: Page, how: "click" | "tap"): Promise<void> {
  await page.locator(".class").first().waitFor();
  await loadNetwork(page);
  await page.locator(".cells")[how]({ position: { x: 100, y: 80 } }); // no mouse on a phone: the page would scroll below it
  await page.locator(".channels canvas").first().waitFor();
}

const layer = "mode=inside&inside=layer1.0.conv1";

async function lookInside(page: Page): Promise<void> {
  await page.evaluate((hash) => { location.hash = hash; }, layer);
  await page.locator(".feature-maps canvas").first().waitFor();
}

test("by mouse: from every number to its line in two clicks", async () => {
  const { page, complaints, close } = await visit(browser, site.address);
  const shut = (): Promise<void> => page.keyboard.press("Escape");
  await ready(page, "click");
  await follow(page, marks, (mark) => mark.click(), shut);
  await lookInside(page);
  await follow(page, layerMarks, (mark) => mark.click(), shut);
  expect(complaints).toEqual([]);
  await close();
});

test("by touch, on a phone: the same, over the whole screen, nothing wider than it", async () => {
  const { page, complaints, close } = await visit(browser, site.address, phone);
  const shut = (): Promise<void> => page.locator(".source-head button").tap();
  await ready(page, "tap");
  await follow(page, marks, (mark) => mark.tap(), shut);
  await lookInside(page);
  await follow(page, layerMarks, (mark) => mark.tap(), shut);
  await markIn(page, "layer-title", "shader").tap();
  await shown(page);
  expect(await page.locator(".source").boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(await page.locator(".source pre").evaluate((pre) => pre.scrollWidth - pre.clientWidth)).toBe(0);
  expect(await violationsInAnyDress(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});

test("by keyboard: to the mark, into the source, back to the mark", async () => {
  const { page, complaints, close } = await visit(browser, site.address);
  await page.locator(".class").first().waitFor();
  for (const [name, key] of [["probabilitiesIn", "Enter"], ["scaleMap", " "]] as const) {
    await tabTo(page, `[data-source$=' ${name}']`);
    await page.keyboard.press(key);
    expect(await shown(page)).toMatchObject({ line: expect.stringContaining(name) as string, seen: true });
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("PRE"); // the arrow keys scroll
    await tabTo(page, ".source-head button");
    await page.keyboard.press("Enter");
    await page.locator(".source").waitFor({ state: "detached" });
    expect(await page.evaluate(() => document.activeElement?.getAttribute("data-source"))).toContain(name);
  }
  expect(complaints).toEqual([]);
  await close();
});

test("the whole file, its definitions and imports; the address names the line, Escape closes, back goes back", async () => {
  const { page, complaints, close } = await visit(browser, site.address);
  await page.locator(".class").first().waitFor();
  const mark = markIn(page, "classes-title", "probability");
  await mark.click();
  const { path, line } = await shown(page);
  const lines = (await readFile(join(root, path), "utf8")).split("\n");
  expect(decodeURIComponent(await page.evaluate(() => location.hash))).toContain(`source=${path}:${lines.indexOf(line) + 1}`);
  expect((await page.locator(".source .line").allTextContents()).map((text) => text.replace(/\n$/, ""))).toEqual(lines.slice(0, -1));
  expect(await violationsInAnyDress(page)).toEqual([]);
  await page.locator(".source .link", { hasText: "@camlucida/tensor" }).first().click();
  await page.locator("#source-title").getByText("index.ts").waitFor();
  await page.goBack();
  await page.locator("#source-title").getByText("prediction.ts").waitFor();
  await page.locator(".source-names summary").click();
  await page.locator(".source-names button", { hasText: "probabilitiesFrom" }).click();
  await page.locator(".source .here", { hasText: "export function probabilitiesFrom(" }).waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".source").waitFor({ state: "detached" });
  expect(await mark.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await page.evaluate(() => location.hash)).not.toContain("source");
  expect(complaints).toEqual([]);
  await close();
});

/** A chapter's marks, each as "path name". */
const marksOf = (page: Page): Promise<string[]> => page.locator(".chapter .source-mark").evaluateAll((all) => all.map((mark) => mark.getAttribute("data-source") ?? ""));

test("every mark of the guide's figures names a line that is there", async () => {
  const texts = new Map([...sourceParts().values()].flatMap((part) => Object.entries(part)));
  const { page, complaints, close } = await visit(browser, site.address);
  const faults: string[] = [];
  let met = 0;
  for (const slug of guideSlugs) {
    await openChapter(page, slug, { language: "en", theme: "light" });
    for (const mark of await marksOf(page)) {
      const [path = "", name = ""] = mark.split(" ");
      met++;
      if (lineDefining(texts.get(path) ?? "", name) === undefined) faults.push(`${slug}: ${mark}`);
    }
  }
  expect(faults).toEqual([]);
  expect(met).toBeGreaterThan(20);
  expect(complaints).toEqual([]);
  await close();
});

test("an address leads to its line, and one that leads nowhere says so", async () => {
  const { page, complaints, close } = await visit(browser, `${site.address}#mode=inside&source=packages/tensor/src/ops/relu/relu.wgsl:3`);
  expect((await shown(page)).path).toBe("packages/tensor/src/ops/relu/relu.wgsl");
  await page.evaluate(() => { location.hash = "#source=packages/tensor/src/ops/gone.ts:3"; });
  await page.locator(".trouble").getByText("no source of that name travels").waitFor();
  expect(await page.locator(".source").count()).toBe(0);
  expect(complaints).toEqual([]);
  await close();
});

test("without a network, once the page has been there", async () => {
  const { page, complaints, close } = await visit(browser, site.address);
  await page.locator(".class").first().waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.context().setOffline(true);
  await follow(page, marks.filter(([, panel]) => panel === ""), (mark) => mark.click(), () => page.keyboard.press("Escape"));
  await page.evaluate(() => { location.hash = "#source=packages/tensor/src/devices/wasm/product.assembly.ts:1"; });
  await page.locator("#source-title").getByText("product.assembly.ts").waitFor();
  expect((await shown(page)).seen).toBe(true);
  expect(complaints).toEqual([]);
  await close();
});
