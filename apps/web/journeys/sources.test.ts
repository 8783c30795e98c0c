// From a number to the line that made it: the mark, and where it leads; by mouse, keyboard and touch, on a wide screen and a phone, offline too.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tabTo } from "./keyboard.ts";
import { openBrowser, openSite, root, violationsInAnyDress, visit, type Site } from "./site.ts";

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

test("by mouse: the line is the file's own, the address names it, Escape closes, back goes back", async () => {
  const { page, complaints, close } = await visit(browser, site.address);
  await page.locator(".class").first().waitFor();
  const mark = page.locator("[data-source='packages/cam/src/network/prediction.ts probabilitiesIn']");
  await mark.click();
  const { path, line, seen } = await shown(page);
  expect(path).toBe("packages/cam/src/network/prediction.ts");
  expect(line).toContain("export function probabilitiesIn(");
  expect(seen).toBe(true);
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

test("by keyboard", async () => {
  const { page, complaints, close } = await visit(browser, site.address);
  await page.locator(".class").first().waitFor();
  await tabTo(page, ".source-mark");
  await page.keyboard.press("Enter");
  expect((await shown(page)).seen).toBe(true);
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("PRE"); // the arrow keys scroll
  await tabTo(page, ".source-head button");
  await page.keyboard.press("Enter");
  await page.locator(".source").waitFor({ state: "detached" });
  expect(await page.evaluate(() => document.activeElement?.className)).toBe("source-mark");
  expect(complaints).toEqual([]);
  await close();
});

test("by touch, on a phone: over the whole screen, nothing wider than it", async () => {
  const { page, complaints, close } = await visit(browser, site.address, phone);
  await page.locator(".class").first().waitFor();
  await page.locator(".source-mark").first().tap();
  expect((await shown(page)).seen).toBe(true);
  const box = await page.locator(".source").boundingBox();
  expect(box).toEqual({ x: 0, y: 0, width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(await page.locator(".source pre").evaluate((pre) => pre.scrollWidth - pre.clientWidth)).toBe(0);
  expect(await violationsInAnyDress(page)).toEqual([]);
  await page.locator(".source-head button").tap();
  await page.locator(".source").waitFor({ state: "detached" });
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
  await page.locator(".source-mark").first().click();
  expect((await shown(page)).line).toContain("probabilitiesIn");
  await page.evaluate(() => { location.hash = "#source=packages/tensor/src/devices/wasm/product.assembly.ts:1"; });
  await page.locator("#source-title").getByText("product.assembly.ts").waitFor();
  expect((await shown(page)).seen).toBe(true);
  expect(complaints).toEqual([]);
  await close();
});
