// The browser's decoder beside the command line's, which reads as OpenCV does.
import { decodeImage } from "camlucida/internal";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
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

interface Shown {
  readonly same: boolean; // as large as the command line's
  readonly largest: number; // difference, levels of 255
}

/** A picture as the page shows it beside what the command line reads. */
async function shown(path: string): Promise<Shown> {
  const { page } = visited;
  await page.locator("input[type=file][accept='image/*']").setInputFiles(path);
  await page.locator(".main-picture[aria-label^='" + basename(path) + "']").waitFor();
  const [found, expected] = [await pixelsOf(page), await decodeImage(await readFile(path))];
  const largest = found.data.reduce((most, level, at) => Math.max(most, Math.abs(level - (expected.data[at] as number))), 0);
  return { same: found.width === expected.width && found.height === expected.height, largest };
}

test.each([
  "420_37x29.jpg", "422_37x29.jpg", "444_37x29.jpg", "progressive_420_45x33.jpg", "grey_41x31.jpg", "orientation_6.jpg", "orientation_3.jpg", "quality_5_50x34.jpg",
  "rgb_8.png", "rgb_16.png", "grey_8.png", "palette_4.png", "interlaced_rgb_13x11.png", "gamma.png", "one_pixel.jpg",
  "rgba_8.png", "rgba_16.png", "grey_alpha_8.png", "grey_alpha_16.png", "palette_transparent.png", "rgb_transparent.png", "grey_transparent.png", "interlaced_rgba_16.png",
])("%s", async (name) => {
  expect(await shown(join(fixtures, name))).toMatchObject({ same: true, largest: 0 });
});

// AVIF: Chromium computes colours in whole numbers, off by a level or two.
test.each([["webp_4.webp", 0], ["webp_9.webp", 0], ["webp_5.webp", 0], ["gif_6.gif", 0], ["gif_9.gif", 0], ["bmp_4.bmp", 0], ["bmp_6.bmp", 0], ["avif_6.avif", 3]])("%s within %i", async (name, most) => {
  const { same, largest } = await shown(join(root, "test/fixtures/formats", name));
  expect(same).toBe(true);
  expect(largest).toBeLessThanOrEqual(most);
});

test.each(["tiff_4.tif", "heic_4.heic"])("%s, which Chromium does not read, gets a sentence that says so", async (name) => {
  const { page } = visited;
  await page.locator("input[type=file][accept='image/*']").setInputFiles(join(root, "test/fixtures/formats", name));
  await page.getByText("HEIC and TIFF are read by Safari alone").first().waitFor();
});
