// The guide's chapters on classes, as a reader tries their figures: by mouse, keyboard and touch, with WebGPU and without. What a figure
// adds up must meet what the engine says.
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { liveFigure, openChapter } from "./guide.ts";
import { tabTo } from "./keyboard.ts";
import { bentModel } from "./models.ts";
import { loadNetwork, openBrowser, openSite, pixelsOf, type Site, visit, withWebGpu } from "./site.ts";

const plain = { language: "en", theme: "light" } as const;

let site: Site;
let browsers: Readonly<Record<"with WebGPU" | "without", Browser>>;
beforeAll(async () => {
  site = await openSite();
  browsers = { "with WebGPU": await openBrowser(withWebGpu), "without": await openBrowser() };
});
afterAll(async () => {
  await Promise.all(Object.values(browsers).map((browser) => browser.close()));
  await site.close();
});

/** What stands in a <data>, to all its digits. */
const read = async (page: Page, name: string): Promise<number> => Number(await page.locator(`.live-figure data.${name}`).getAttribute("value"));

/** Float32 sums in another order. */
const close = (value: number, expected: number): void => expect(Math.abs(value - expected)).toBeLessThan(1e-5 * Math.max(1, Math.abs(expected)));

/** Chooses a class by its place in the list, and waits for its logit. */
async function chooseClass(page: Page, at: number): Promise<void> {
  const list = page.getByLabel("Class (logit)");
  await list.selectOption({ index: at });
  const logit = Number(/\((\S+)\)$/.exec(await list.locator("option").nth(at).textContent() ?? "")?.[1]?.replace("−", "-"));
  await page.waitForFunction((wanted) => {
    const found = document.querySelector(".live-figure :is(data.engine-logit, data.pooled-first-engine)")?.getAttribute("value");
    return found !== null && found !== undefined && Math.abs(Number(found) - wanted) < 0.006; // it is written with two decimals
  }, logit);
}

/** The figure's end of CAM: the slider at its end. */
async function addAll(page: Page): Promise<void> {
  await page.locator(".stepper input").focus();
  await page.keyboard.press("End");
  await page.locator("data.proof-residual").waitFor();
}

async function classifierAddsUp(page: Page): Promise<void> {
  await openChapter(page, "classifier", plain);
  for (const at of [2, 0]) {
    await chooseClass(page, at);
    close(await read(page, "own-sum"), await read(page, "engine-logit"));
  }
  const shares = await page.locator(".softmax tbody data").evaluateAll((all) => all.map((one) => Number(one.getAttribute("value"))));
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
}

async function camGrowsToItsProof(page: Page): Promise<void> {
  await openChapter(page, "cam", plain);
  for (const at of [1, 0]) {
    await chooseClass(page, at);
    await addAll(page);
    close(await read(page, "own-sum"), await read(page, "proof-logit"));
    close(await read(page, "proof-mean") + await read(page, "proof-bias"), await read(page, "proof-logit"));
    expect(await read(page, "proof-residual")).toBeLessThan(1e-5);
    expect(await read(page, "proof-map-difference")).toBeLessThan(1e-4); // of values up to some 25 logits
  }
}

async function bothRoadsMeet(page: Page): Promise<void> {
  await openChapter(page, "swap", plain);
  await chooseClass(page, 1);
  for (const road of ["pooled-first", "weighed-first"]) close(await read(page, road), await read(page, `${road}-engine`));
  close(await read(page, "pooled-first"), await read(page, "weighed-first"));
  const between = page.getByLabel("What lies between the weights and the mean");
  for (const bent of ["relu", "square", "maximum"]) {
    await between.selectOption(bent);
    await page.locator(".verdict").getByText("Not the same").waitFor();
    expect(Math.abs(await read(page, "pooled-first") - await read(page, "weighed-first"))).toBeGreaterThan(0.1);
  }
  await between.selectOption("nothing");
  await page.locator(".verdict").getByText("The same number").waitFor();
}

/** The pixel that is explained, and how it is drawn. */
async function pixelIsAsDrawn(page: Page): Promise<void> {
  const [, x = NaN, y = NaN] = (/Pixel \((\d+), (\d+)\)/.exec(await page.locator(".enlarged-hit").getAttribute("aria-label") ?? "") ?? []).map(Number);
  const { width, data } = await pixelsOf(page, ".enlarged canvas");
  const drawn = data.subarray(4 * (y * width + x), 4 * (y * width + x) + 3);
  expect(await page.locator("data.colour").getAttribute("value")).toBe(drawn.join(" "));
  const numbers = (name: string): Promise<number[]> => page.locator(`.live-figure data.${name}`).evaluateAll((all) => all.map((one) => Number(one.getAttribute("value"))));
  const [weights, values] = [await numbers("weight"), await numbers("cell-value")];
  expect(weights.length).toBe(4);
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 6);
  close(weights.reduce((sum, weight, at) => sum + weight * (values[at] ?? NaN), 0), await read(page, "value"));
}

describe.each(["with WebGPU", "without"] as const)("%s", (gpu) => {
  test.each([["a desk", { width: 1440, height: 900 }], ["a phone", { width: 390, height: 844 }]] as const)("on %s every sum meets the engine's number", async (_, viewport) => {
    const { page, complaints, close: leave } = await visit(browsers[gpu], site.address, { viewport });
    await classifierAddsUp(page);
    await camGrowsToItsProof(page);
    await bothRoadsMeet(page);
    await openChapter(page, "enlarge", plain);
    for (const view of ["positive", "minmax", "signed"]) {
      await page.getByLabel("View", { exact: true }).selectOption(view);
      await pixelIsAsDrawn(page);
    }
    expect(complaints).toEqual([]);
    await leave();
  });
});

test("over the network and the photograph that are open", async () => {
  const { page, complaints, close: leave } = await visit(browsers["without"], site.address);
  await loadNetwork(page);
  await classifierAddsUp(page);
  expect(await page.locator(".live-figure").getAttribute("data-live")).toBe("open");
  await camGrowsToItsProof(page);
  await bothRoadsMeet(page);
  await openChapter(page, "enlarge", plain);
  await page.locator(".enlarged-hit").hover({ position: { x: 100, y: 60 } });
  await pixelIsAsDrawn(page);
  expect(complaints).toEqual([]);
  await leave();
});

test("a network whose head bends: the figures say why they have nothing to add up", async () => {
  const { page, complaints, close: leave } = await visit(browsers["without"], site.address);
  await page.locator(".class").first().waitFor();
  await page.locator(".more summary").click();
  await page.locator("input[type=file][accept*='.pth']").setInputFiles({ name: "bent.safetensors", mimeType: "application/octet-stream", buffer: Buffer.from(bentModel()) });
  await page.locator("[data-passes='1']").waitFor();
  for (const [slug, words] of [["classifier", "no sum over channels"], ["cam", "no class maps that add up"], ["swap", "the two roads do not meet"]] as const) {
    await openChapter(page, slug, plain);
    await page.locator(".live-place").getByText(words).waitFor();
  }
  await openChapter(page, "enlarge", plain); // Grad-CAM's map
  await page.locator(".enlarged-hit").waitFor();
  await pixelIsAsDrawn(page);
  expect(await page.locator(".trouble").count()).toBe(0);
  expect(complaints).toEqual([]);
  await leave();
});

test("by mouse: a channel, a cell, the map played to its end, a pixel", async () => {
  const { page, complaints, close: leave } = await visit(browsers["without"], `${site.address}#mode=learn&chapter=classifier`);
  await liveFigure(page, "classifier");
  const bar = page.locator(".waterfall .bars .bar-row").nth(3);
  await bar.click();
  const [, product] = await bar.locator("span.bar-value").allTextContents().then(([first]) => ["", first]);
  expect(Number((await page.locator(".chosen-channel strong").textContent())?.replace("−", "-")).toFixed(3)).toBe(Number(product?.replace("−", "-")).toFixed(3));
  await page.getByRole("button", { name: "More channels" }).click();
  expect(await page.locator(".waterfall .bars .bar-row").count()).toBeGreaterThan(13);
  await openChapter(page, "cam", plain);
  await page.getByRole("button", { name: "Play" }).click();
  await page.locator("data.proof-residual").waitFor();
  await openChapter(page, "swap", plain);
  await page.locator(".columns-as-map .map-hit").hover({ position: { x: 5, y: 5 } });
  await page.getByText("cell in row 1, column 1", { exact: false }).first().waitFor();
  await openChapter(page, "enlarge", plain);
  for (const position of [{ x: 3, y: 3 }, { x: 200, y: 150 }]) {
    await page.locator(".enlarged-hit").hover({ position });
    await pixelIsAsDrawn(page);
  }
  expect(complaints).toEqual([]);
  await leave();
});

test("by keyboard: bars, steps, a cell of the table, a pixel", async () => {
  const { page, complaints, close: leave } = await visit(browsers["without"], `${site.address}#mode=learn&chapter=classifier`);
  await liveFigure(page, "classifier");
  await tabTo(page, ".waterfall [role=listbox]");
  await page.keyboard.press("ArrowDown");
  expect(await page.locator(".waterfall .bars .bar-row").nth(2).getAttribute("aria-selected")).toBe("true");
  await openChapter(page, "cam", plain);
  await tabTo(page, ".stepper input");
  await page.keyboard.press("Home");
  await page.getByText("No channel yet").waitFor();
  await page.keyboard.press("ArrowRight");
  await page.locator(".chosen-channel").waitFor();
  await openChapter(page, "swap", plain);
  await tabTo(page, ".product-table .map-hit");
  const before = await page.locator(".one-product h3").textContent();
  await page.keyboard.press("ArrowDown");
  await page.waitForFunction((text) => document.querySelector(".one-product h3")?.textContent !== text, before);
  await openChapter(page, "enlarge", plain);
  await tabTo(page, ".enlarged-hit");
  const place = await read(page, "place-x");
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction((was) => Number(document.querySelector("data.place-x")?.getAttribute("value")) > was, place);
  await page.keyboard.press("Shift+ArrowDown");
  await pixelIsAsDrawn(page);
  expect(complaints).toEqual([]);
  await leave();
});

test("by touch, on a phone: a bar, a cell, a pixel", async () => {
  const { page, complaints, close: leave } = await visit(browsers["without"], `${site.address}#mode=learn&chapter=classifier`, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await liveFigure(page, "classifier");
  await page.locator(".waterfall .bars .bar-row").nth(4).tap();
  expect(await page.locator(".waterfall .bars .bar-row").nth(4).getAttribute("aria-selected")).toBe("true");
  await openChapter(page, "cam", plain);
  await page.getByRole("button", { name: "Channels added: +1" }).tap();
  await openChapter(page, "swap", plain);
  await page.locator(".columns-as-map .map-hit").tap({ position: { x: 4, y: 4 } });
  await page.getByText("cell in row 1, column 1", { exact: false }).first().waitFor();
  await openChapter(page, "enlarge", plain);
  const place = await read(page, "place-x");
  await page.locator(".enlarged-hit").tap({ position: { x: 20, y: 90 } });
  await page.waitForFunction((was) => Number(document.querySelector("data.place-x")?.getAttribute("value")) !== was, place);
  await pixelIsAsDrawn(page);
  expect(complaints).toEqual([]);
  await leave();
});
