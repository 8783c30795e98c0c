// The browser's decoder beside the command line's, which reads as OpenCV does.
import { decodeImage } from "camlucida/internal";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, openSite, pixelsOf, root, visit, type Site, type Visit } from "./site.ts";

let site: Site;
let browser: Browser;
let visited: Visit;
beforeAll(async () => {
  site = await openSite();
  browser = await openBrowser();
  visited = await visit(browser, site.address);
  await visited.page.locator(".class").first().waitFor();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

const fixtures = join(root, "test/fixtures/images");

test.each([
  "420_37x29.jpg", "422_37x29.jpg", "444_37x29.jpg", "progressive_420_45x33.jpg", "grey_41x31.jpg", "orientation_6.jpg", "orientation_3.jpg", "quality_5_50x34.jpg",
  "rgb_8.png", "rgb_16.png", "grey_8.png", "palette_4.png", "interlaced_rgb_13x11.png", "gamma.png", "one_pixel.jpg",
  "rgba_8.png", "rgba_16.png", "grey_alpha_8.png", "grey_alpha_16.png", "palette_transparent.png", "rgb_transparent.png", "grey_transparent.png", "interlaced_rgba_16.png",
])("%s", async (name) => {
  const { page } = visited;
  await page.locator("input[type=file][accept='image/*']").setInputFiles(join(fixtures, name));
  await page.locator(".main-picture[aria-label^='" + name + "']").waitFor();
  const [found, expected] = [await pixelsOf(page), await decodeImage(await readFile(join(fixtures, name)))];
  expect([found.width, found.height]).toEqual([expected.width, expected.height]);
  const largest = found.data.reduce((most, level, at) => Math.max(most, Math.abs(level - (expected.data[at] as number))), 0);
  expect(largest).toBe(0);
});
