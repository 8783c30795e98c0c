// Whether a map can be believed: without what it marks the class goes sooner than in the reverse order, and of two maps of a network that forgets
// one notices.
import type { Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, openSite, type Site, violationsInAnyDress, visit, withWebGpu } from "./site.ts";

let site: Site;
beforeAll(async () => { site = await openSite(); });
afterAll(() => site.close());

const curveOf = async (page: Page): Promise<number[]> => ((await page.locator("[data-deletion]").getAttribute("data-deletion")) ?? "").split(" ").map(Number);
const mean = (curve: readonly number[]): number => curve.reduce((sum, value) => sum + value, 0) / curve.length;
const likenessOf = async (page: Page, method: string): Promise<number> => Number(await page.locator(`[data-method=${method}]`).getAttribute("data-alike"));

test.each([
  ["on the GPU, wide", { device: "gpu", width: 1440, height: 900, hasTouch: false }],
  ["on the CPU, narrow, by touch", { device: "cpu", width: 390, height: 844, hasTouch: true }],
] as const)("%s: pixels go, numbers are forgotten", async (_, { device, width, height, hasTouch }) => {
  const browser = await openBrowser(device === "gpu" ? withWebGpu : []);
  const { page, complaints, close } = await visit(browser, `${site.address}#mode=learn&chapter=trust&device=${device}`, { viewport: { width, height }, hasTouch });
  const press = (name: string): Promise<void> => (hasTouch ? page.getByRole("button", { name }).first().tap() : page.getByRole("button", { name }).first().click());

  // Deletion: step by step, the probability that is shown is the curve's, and less at the end than at first.
  await page.locator("[data-deletion]").waitFor();
  const [byMap, seen] = [await curveOf(page), page.locator("[data-seen]")];
  expect(byMap.length).toBe(29);
  expect(Number(await seen.getAttribute("data-seen"))).toBe(byMap[0]);
  const slider = page.getByRole("slider", { name: "Taken away" });
  await slider.focus();
  for (let step = 1; step <= 6; step++) await page.keyboard.press("ArrowRight");
  await page.waitForFunction((expected) => Number(document.querySelector("[data-seen]")?.getAttribute("data-seen")) === expected, byMap[6]);
  const before = await page.locator("[data-deletion]").getAttribute("data-deletion");
  await page.getByLabel("Pixels in the order of").selectOption("reverse");
  await page.waitForFunction((former) => ![null, undefined, former].includes(document.querySelector("[data-deletion]")?.getAttribute("data-deletion")), before); // the former stays until there is another
  expect(mean(byMap)).toBeLessThan(mean(await curveOf(page)));

  // Forgetting: with the answer's layer and the last stage shuffled.
  await page.locator("[data-forgotten='']").waitFor();
  expect(await likenessOf(page, "grad-cam")).toBeCloseTo(1, 6);
  await page.getByRole("slider", { name: "Parts shuffled, from the last" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.locator("[data-forgotten='logits']").waitFor();
  await page.keyboard.press("ArrowRight");
  await page.locator("[data-forgotten='logits, layer3']").waitFor();
  expect(Math.abs(await likenessOf(page, "grad-cam"))).toBeLessThan(0.4);
  expect(await likenessOf(page, "guided-backpropagation")).toBeGreaterThan(0.6);
  await press("Play");
  expect(await violationsInAnyDress(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  expect(complaints).toEqual([]);
  await close();
  await browser.close();
});
