// The guide's chapters about memory and checkpoints, as a reader tries their figures: by mouse, keyboard and touch, on a wide screen and a phone.
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openChapter } from "./guide.ts";
import { tabTo } from "./keyboard.ts";
import { loadNetwork, openBrowser, openSite, type Site, violationsInAnyDress, visit } from "./site.ts";

const plain = { language: "en", theme: "light" } as const;
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

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

const held = async (page: Page, kind: string): Promise<number> => Number(await page.locator(`.held-${kind}`).getAttribute("value"));
const stepNow = async (page: Page): Promise<number> => Number(await page.locator(".memory-chart").getAttribute("aria-valuenow"));
const fits = (page: Page, width: number): Promise<void> => page.evaluate(() => document.documentElement.scrollWidth).then((found) => expect(found).toBeLessThanOrEqual(width));

/** Of the step that is shown, by its shape as it stands there: four bytes a number, channels in fours. */
async function writtenBytes(page: Page): Promise<number> {
  const axes = /\[([\d, ]+)\]/.exec((await page.locator(".memory-facts li").nth(2).textContent()) ?? "")?.[1]?.split(", ").map(Number) ?? [];
  return axes.reduce((product, axis, at) => product * (at === axes.length - 1 ? 4 * Math.ceil(axis / 4) : axis), 4);
}

test("memory: gone through with the arrow keys, the arrays add up to what no sharing would take; the network that is open", async () => {
  const { page, complaints, close } = await visit(browser, site.address);
  await page.locator(".class").first().waitFor();
  await loadNetwork(page);
  await openChapter(page, "memory", plain);
  await page.locator(".live-figure[data-live='open']").waitFor();
  await page.locator(".memory-chart").focus();
  for (let at = await stepNow(page); at > 1; at--) await page.keyboard.press("ArrowLeft");
  const count = Number(await page.locator(".memory-chart").getAttribute("aria-valuemax"));
  const [most, shared, alone] = [await held(page, "most"), await held(page, "shared"), await held(page, "alone")];
  let [sum, highest] = [0, 0];
  for (let at = 1; at <= count; at++) {
    expect(await stepNow(page)).toBe(at);
    sum += await writtenBytes(page);
    highest = Math.max(highest, await held(page, "now"));
    await page.keyboard.press("ArrowRight");
  }
  expect(count).toBeGreaterThan(20);
  expect(sum).toBe(alone);
  expect(highest).toBe(most);
  expect(most).toBeLessThanOrEqual(shared);
  expect(shared).toBeLessThan(alone);
  expect(complaints).toEqual([]);
  await close();
});

test("memory: by mouse, by touch on a phone, and to the line that places the arrays", async () => {
  const wide = await visit(browser, site.address);
  await openChapter(wide.page, "memory", plain);
  await wide.page.locator(".memory-chart").hover({ position: { x: 92 + 60, y: 20 } });
  const pointed = await stepNow(wide.page);
  await wide.page.locator(".memory-chart").hover({ position: { x: 92 + 260, y: 20 } });
  expect(await stepNow(wide.page)).toBeGreaterThan(pointed);
  await wide.page.locator(".live-figure .source-mark").first().click();
  await wide.page.locator(".source .here", { hasText: "export function allocate(" }).waitFor();
  expect(await wide.page.locator(".memory-chart").isVisible()).toBe(true); // beside the source
  await wide.page.keyboard.press("Escape");
  expect(await violationsInAnyDress(wide.page)).toEqual([]);
  expect(wide.complaints).toEqual([]);
  await wide.close();

  const small = await visit(browser, site.address, phone);
  await openChapter(small.page, "memory", plain);
  await small.page.locator(".memory-chart").tap({ position: { x: 92 + 20, y: 20 } });
  expect(await stepNow(small.page)).toBe(1);
  await small.page.getByRole("button", { name: "Step: +1" }).tap();
  expect(await stepNow(small.page)).toBe(2);
  await fits(small.page, 390);
  expect(await violationsInAnyDress(small.page)).toEqual([]);
  expect(small.complaints).toEqual([]);
  await small.close();
});

/** From the beginning to the end, by the keyboard. */
async function readToTheEnd(page: Page): Promise<void> {
  await page.locator(".live-figure .stepper input").focus();
  await page.keyboard.press("End");
}

test("checkpoint: a file of weights is read to its numbers, opcode by opcode", async () => {
  const { page, complaints, close } = await visit(browser, site.address);
  await openChapter(page, "checkpoint", plain);
  await tabTo(page, ".live-figure .stepper input");
  await page.keyboard.press("Home");
  await page.getByText("nothing has been read yet").first().waitFor();
  for (const [name, marked] of [["PROTO", "80 02"], ["EMPTY_DICT", "7d"], ["BINPUT", "71 00"], ["BINUNICODE", "58 09 00 00 00 66 63 2e 77 65 69 67 68 74"]] as const) {
    await page.keyboard.press("ArrowRight");
    expect(await page.locator(".opcode strong").textContent()).toBe(name);
    expect(await page.locator(".opcode code").textContent()).toBe(marked);
  }
  expect(await page.locator(".stacks > div").nth(1).locator("li").allTextContents()).toEqual(["\"fc.weight\"", "{}"]); // what is on top stands on top
  expect(await page.locator(".bytes mark").allTextContents()).toEqual(expect.arrayContaining(["58 ", "09 "]));
  await readToTheEnd(page);
  expect(await page.locator(".tensor [role=gridcell]").allTextContents()).toEqual(["0.50", "−1.00", "2.00", "0.25"]); // what torch.save was given
  expect(await page.locator(".tensor .note code").textContent()).toBe("00 00 00 3f  ·  00 00 80 bf  ·  00 00 00 40  ·  00 00 80 3e");
  expect(await violationsInAnyDress(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});

test("checkpoint: a file that asks for a command is refused there, on a phone too, and without a network", async () => {
  const { page, complaints, close } = await visit(browser, site.address, phone);
  await openChapter(page, "checkpoint", plain);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.context().setOffline(true);
  await page.locator(".live-figure select").first().selectOption("hostile");
  await page.locator(".live-figure .stepper").waitFor();
  await readToTheEnd(page);
  expect(await page.locator(".opcode strong").first().textContent()).toBe("GLOBAL");
  expect(await page.locator(".refusal").textContent()).toContain("checkpoint-unsafe");
  expect(await page.locator(".refusal").textContent()).toContain("\"posix.system\"");
  expect(await page.locator(".tensor").count()).toBe(0);
  await page.getByRole("button", { name: "Opcode: −1" }).tap();
  expect(await page.locator(".refusal").count()).toBe(0);
  await readToTheEnd(page);
  await fits(page, 390);
  expect(await violationsInAnyDress(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});
