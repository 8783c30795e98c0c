// Winograd's tile, as a reader goes through it: its four outputs are the engine's, by mouse, keyboard and touch.
import type { Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, openSite, type Site, violationsInAnyDress, visit, withWebGpu } from "./site.ts";

let site: Site;
beforeAll(async () => { site = await openSite(); });
afterAll(() => site.close());

const address = (): string => `${site.address}#mode=learn&chapter=winograd&language=en`;
const figure = (page: Page) => page.locator(".live-figure[data-figure=winograd]");

/** The number that the figure reckoned, and the engine's. */
async function meeting(page: Page): Promise<{ readonly own: number; readonly engine: number }> {
  const read = async (kind: string): Promise<number> => Number(await figure(page).locator(`.meeting .${kind}`).getAttribute("value"));
  return { own: await read("own"), engine: await read("engine") };
}

/** Float32 sums of some hundred products in the engine, float64 ones in the figure: a hundred thousandth of a number that is not small by cancelling. */
async function meets(page: Page): Promise<void> {
  const { own, engine } = await meeting(page);
  expect(Math.abs(own - engine)).toBeLessThanOrEqual(1e-5 * Math.max(Math.abs(engine), 0.1));
}

const grid = (page: Page, name: string | RegExp) => figure(page).getByRole("grid", { name });
const stage = (page: Page): Promise<string | null> => figure(page).locator("[data-stage]").getAttribute("data-stage");

test.each([["with WebGPU, wide", withWebGpu, 1440, 900], ["without, narrow", [], 390, 844]] as const)("%s: the tile's outputs are the engine's", async (_, args, width, height) => {
  const browser = await openBrowser(args);
  const { page, complaints, close } = await visit(browser, address(), { viewport: { width, height }, hasTouch: width < 500 });
  await figure(page).locator(".meeting").waitFor();
  expect(await stage(page)).toBe("3");
  const { engine: first } = await meeting(page);
  expect(Math.abs((await meeting(page)).own - first)).toBeLessThanOrEqual(1e-5 * Math.abs(first));

  // Back to the first stage, then to the last by the keyboard.
  await figure(page).getByRole("slider", { name: "Stage" }).focus();
  await page.keyboard.press("Home");
  expect([await stage(page), await grid(page, "Patch d").getByRole("gridcell").count()]).toEqual(["0", 16]);
  await page.keyboard.press("ArrowRight");
  expect([await stage(page), await grid(page, "Bᵀ·d·B").getByRole("gridcell").count()]).toEqual(["1", 16]);
  await page.keyboard.press("End");
  expect(await stage(page)).toBe("5");

  // Each of the four, and the direct sums beside them.
  const tile = grid(page, /^Aᵀ·m·A/).getByRole("gridcell");
  const direct = grid(page, /^Directly/).getByRole("gridcell");
  expect(await tile.allTextContents()).toEqual(await direct.allTextContents());
  for (const at of [0, 1, 2, 3]) {
    await (width < 500 ? tile.nth(at).tap() : tile.nth(at).click());
    await meets(page);
  }

  // Another place, by the arrow keys over the output; another layer.
  const output = figure(page).getByRole("application");
  await output.focus();
  for (const key of ["ArrowRight", "ArrowRight", "ArrowDown"]) await page.keyboard.press(key);
  await meets(page);
  await figure(page).getByRole("combobox").first().selectOption({ index: 2 });
  await figure(page).locator(".meeting").waitFor();
  await meets(page);

  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  expect(await violationsInAnyDress(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
  await browser.close();
});

test("the products are those of the two transforms, and two clicks lead to the matrices", async () => {
  const browser = await openBrowser();
  const { page, complaints, close } = await visit(browser, address());
  await figure(page).locator(".meeting").waitFor();
  const numbers = async (stage: number, at: number): Promise<number[]> =>
    (await figure(page).locator(`[data-stage='${stage}']`).getByRole("grid").nth(at).getByRole("gridcell").allTextContents()).map((text) => Number(text.replace("−", "-")));
  const [ofPixels, ofKernel, products] = await Promise.all([numbers(3, 0), numbers(3, 1), numbers(3, 2)]);
  expect(products).toHaveLength(16);
  // Two decimals are shown of each: half of the last one, times the other factor.
  products?.forEach((product, at) => {
    const [a, b] = [ofPixels?.[at] ?? NaN, ofKernel?.[at] ?? NaN];
    expect(Math.abs(product - a * b)).toBeLessThan(0.006 * (Math.abs(a) + Math.abs(b) + 1));
  });
  await figure(page).locator("[data-stage] .source-mark").click();
  await page.locator("dialog.source[open]").waitFor();
  expect(decodeURIComponent(await page.evaluate(() => location.hash))).toContain("winograd_form.ts");
  expect(complaints).toEqual([]);
  await close();
  await browser.close();
});
