// The guide's still pictures, for who reads it on a forge: each is its live figure over the tiny network that comes with the page.
// `npm run guide -- --pictures` (CAMLUCIDA_RENEW before this test: 1, or slugs) draws them anew.
import type { Image } from "@camlucida/cam";
import { decodeImage } from "camlucida/internal";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { env } from "node:process";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { guideSlugs, openChapter } from "./guide.ts";
import { indexedPng } from "./indexed_png.ts";
import { openBrowser, openSite, root, type Site, visit, withWebGpu } from "./site.ts";

const folder = join(root, "docs/guide");
const renewed = (env["CAMLUCIDA_RENEW"] ?? "").split(",").filter((word) => word !== "");
const largest = 80_000; // bytes: a page of hexadecimal digits takes the most

let site: Site;
let browser: Browser;
beforeAll(async () => {
  site = await openSite();
  browser = await openBrowser(withWebGpu);
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

test.each(guideSlugs)("%s has a picture of its live figure", async (slug) => {
  const path = join(folder, "figures", `${slug}.png`);
  if (renewed.includes("1") || renewed.includes(slug)) await writeFile(path, await draw(slug));
  const { width, height } = await decodeImage(await readFile(path));
  expect(width).toBeGreaterThan(600);
  expect(height).toBeGreaterThan(200);
});

test("a picture of few colours comes back as it was", async () => {
  const data = Uint8Array.from([255, 0, 0, 255, 10, 20, 30, 255, 0, 0, 255, 255, 255, 0, 0, 255]);
  expect([...(await decodeImage(indexedPng({ width: 2, height: 2, data }, 4))).data]).toEqual([...data]);
  const two = await decodeImage(indexedPng({ width: 2, height: 2, data }, 2));
  expect(new Set([0, 4, 8, 12].map((at) => two.data.slice(at, at + 3).join(" "))).size).toBe(2);
});

/** As sharp, and then in as many colours, as there is room for. */
async function draw(slug: string): Promise<Buffer> {
  for (const scale of [2, 1.5, 1]) {
    const image = await figureAt(slug, scale);
    const small = [256, 128, 64, 32].map((colours) => indexedPng(image, colours)).find(({ length }) => length <= largest);
    if (small) return small;
  }
  throw new Error(`${slug}: the figure in 32 colours takes more than ${largest} bytes.`);
}

/** What is done to a figure before its picture is taken, where it begins with little to see. */
const scenes: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  trust: async (page) => {
    for (const [name, steps] of [["Taken away", 5], ["Parts shuffled, from the last", 2]] as const) {
      await page.getByRole("slider", { name }).focus();
      for (let step = 0; step < steps; step++) await page.keyboard.press("ArrowRight");
    }
    await page.locator("[data-forgotten='logits, layer3']").waitFor();
  },
  gpu: async (page) => {
    await page.getByRole("button", { name: "Compute on the GPU" }).click();
    await page.locator("[data-run=own] [data-difference]").waitFor();
    await page.getByRole("button", { name: "Try: let everything pass" }).click();
    await page.getByRole("button", { name: "Run it" }).click();
    await page.locator("[data-map=now]").waitFor();
    await page.locator(".editor-window").evaluate((element: HTMLElement) => {
      element.style.maxHeight = "190px"; // the maps are below
      element.scrollTop = element.scrollHeight;
    });
  },
};

const tallest = 860; // CSS pixels: a forge's reader shall not scroll through a picture

/** In a window that is higher than any figure: nothing sticks over it. @param scale pixels for each of CSS */
async function figureAt(slug: string, scale: number): Promise<Image> {
  const { page, complaints, close } = await visit(browser, site.address, { viewport: { width: 760, height: 2400 }, deviceScaleFactor: scale, reducedMotion: "reduce" });
  await openChapter(page, slug, { language: "en", theme: "light" });
  await page.waitForTimeout(1000); // for what a figure computes first
  await scenes[slug]?.(page);
  const place = page.locator(".live-figure .live-place");
  const box = await place.evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x: x + scrollX, y: y + scrollY, width, height };
  });
  const picture = await page.screenshot({ animations: "disabled", fullPage: true, clip: { ...box, height: Math.min(box.height, tallest) } });
  expect(complaints).toEqual([]);
  await close();
  return decodeImage(picture);
}
