// The guide in the page: read as a visitor would, by mouse, keyboard and touch, and without a connection.
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { guideSlugs, liveFigure, openChapter } from "./guide.ts";
import { tabTo, walk } from "./keyboard.ts";
import { openBrowser, openSite, type Site, violationsInAnyDress, visit, withWebGpu } from "./site.ts";

const [first = "", second = ""] = guideSlugs;
const last = guideSlugs.at(-1) ?? "";
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

const openTitle = (page: Page): Promise<string | null> => page.locator(".chapter h1").textContent();
const addressOf = (page: Page): Promise<string> => page.evaluate(() => location.hash);
const isOpen = (page: Page, slug: string): Promise<void> => page.locator(`.chapter[data-chapter='${slug}'] h1`).waitFor();

describe.each(["with WebGPU", "without"] as const)("%s", (gpu) => {
  test("every chapter's figure is live, on a desk and on a phone, and nothing scrolls sideways", async () => {
    for (const viewport of [{ width: 1440, height: 900 }, { width: 390, height: 844 }]) {
      const { page, complaints, close } = await visit(browsers[gpu], site.address, { viewport });
      for (const slug of ["", ...guideSlugs]) {
        for (const language of ["en", "ja"] as const) {
          await openChapter(page, slug, { language, theme: "light" });
          expect([slug, language, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)]).toEqual([slug, language, true]);
        }
      }
      expect(await page.locator(".trouble").count()).toBe(0);
      expect(complaints).toEqual([]);
      await close();
    }
  });
});

test("by mouse: contents, chapter, next, back and forward; another language is the same chapter", async () => {
  const { page, complaints, close } = await visit(browsers["without"], site.address);
  await page.locator(".tab").nth(3).click();
  await isOpen(page, "");
  await page.locator(`.contents [data-chapter='${first}']`).click();
  await isOpen(page, first);
  expect(await addressOf(page)).toMatch(new RegExp(`mode=learn&chapter=${first}$`));
  expect(await page.title()).toContain(await openTitle(page) ?? "none");
  await page.locator(".turn.next").click();
  await isOpen(page, second);
  expect(await page.evaluate(() => scrollY)).toBe(0);
  await page.locator(".turn.prev").click();
  await isOpen(page, first);
  await page.goBack();
  await isOpen(page, second);
  await page.goForward();
  await isOpen(page, first);
  const english = await openTitle(page);
  await page.locator(".preferences select").first().selectOption("ja");
  await page.waitForFunction((before) => document.querySelector(".chapter h1")?.textContent !== before, english);
  expect(await openTitle(page)).toMatch(/^1\. /);
  expect(await addressOf(page)).toContain(`chapter=${first}`);
  await page.locator(".tab").first().click(); // a look at the photograph
  await page.locator(".class").first().waitFor();
  await page.locator(".tab").nth(3).click();
  await isOpen(page, first);
  expect(complaints).toEqual([]);
  await close();
});

test("the reader's place is kept: on the way to the photograph and back, to another chapter and back, and over a reload", async () => {
  const { page, complaints, close } = await visit(browsers["without"], `${site.address}#mode=learn&chapter=${second}`);
  await liveFigure(page, second);
  const heading = page.locator(".prose > h2").nth(2);
  await heading.evaluate((element) => element.scrollIntoView());
  const isThere = (): Promise<unknown> => page.waitForFunction(() => Math.abs(document.querySelectorAll(".prose > h2")[2]?.getBoundingClientRect().top ?? 9999) < 200);
  await isThere();
  await page.waitForTimeout(200); // until it is noted
  await page.locator(".tab").first().evaluate((tab: HTMLElement) => tab.click());
  await page.locator(".class").first().waitFor();
  await page.locator(".tab").nth(3).evaluate((tab: HTMLElement) => tab.click());
  await isThere();
  await page.locator(`.contents [data-chapter='${first}']`).click();
  await isOpen(page, first);
  await page.goBack();
  await isOpen(page, second);
  await isThere();
  await page.reload();
  await isOpen(page, second);
  await isThere();
  expect(complaints).toEqual([]);
  await close();
});

test("by keyboard: a chapter from the contents, its title has the focus, everything is met, the next one", async () => {
  const { page, complaints, close } = await visit(browsers["without"], `${site.address}#mode=learn`);
  await isOpen(page, "");
  await tabTo(page, `.contents [data-chapter='${first}']`);
  await page.keyboard.press("Enter");
  await isOpen(page, first);
  await liveFigure(page, first);
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("H1");
  const { faults, met } = await walk(page);
  expect(faults).toEqual([]);
  expect(met).toBeGreaterThan(guideSlugs.length);
  await tabTo(page, ".turn.next");
  await page.keyboard.press("Enter");
  await isOpen(page, second);
  await tabTo(page, ".prose summary");
  await page.keyboard.press("Enter");
  expect(await page.locator(".prose details[open]").count()).toBe(1);
  expect(complaints).toEqual([]);
  await close();
});

test("by keyboard, in every chapter: everything that can be pressed is met, and seen to be met", async () => {
  const { page, complaints, close } = await visit(browsers["without"], site.address);
  for (const slug of guideSlugs) {
    await openChapter(page, slug, plain);
    expect([slug, (await walk(page)).faults]).toEqual([slug, []]);
  }
  expect(complaints).toEqual([]);
  await close();
});

test("by touch, on a phone: the contents open and close, an answer is tapped, the next chapter", async () => {
  const { page, complaints, close } = await visit(browsers["without"], `${site.address}#mode=learn`, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await isOpen(page, "");
  await page.locator(".contents summary").tap();
  await page.locator(`.contents [data-chapter='${last}']`).tap();
  await isOpen(page, last);
  expect(await page.locator(".contents details[open]").count()).toBe(0);
  await page.locator(".prose summary").last().tap();
  expect(await page.locator(".prose details[open]").count()).toBe(1);
  await page.locator(".contents summary").tap(); // it has stayed within reach
  await page.locator(`.contents [data-chapter='${first}']`).tap();
  await isOpen(page, first);
  await page.locator(".turn.next").tap();
  await isOpen(page, second);
  expect(complaints).toEqual([]);
  await close();
});

test("every name that a chapter speaks of is one click away: its file opens at the line that has it", async () => {
  const { page, complaints, close } = await visit(browsers["without"], site.address);
  for (const slug of guideSlugs) {
    await openChapter(page, slug, plain);
    const links = page.locator(".prose a[data-source]");
    for (let at = 0; at < await links.count(); at++) {
      const link = links.nth(at);
      const [name, path] = [await link.textContent() ?? "none", await link.getAttribute("data-source") ?? "none"];
      await link.click();
      const here = page.locator(".source .here");
      await here.waitFor();
      expect(await page.locator("#source-title").textContent()).toContain(path);
      if (!name.includes(".")) expect([slug, await here.textContent()]).toEqual([slug, expect.stringContaining(name.replace("()", ""))]); // else it is the file's own
      await page.locator(".source-head button").click();
      await page.locator(".source").waitFor({ state: "detached" });
      expect(await addressOf(page)).toMatch(new RegExp(`chapter=${slug}$`));
    }
  }
  expect(complaints).toEqual([]);
  await close();
});

test("axe finds nothing in any chapter, language and theme, answers and choices open", async () => {
  const { page, complaints, close } = await visit(browsers["with WebGPU"], site.address);
  for (const slug of ["", ...guideSlugs]) {
    await openChapter(page, slug, plain);
    await page.evaluate(() => document.querySelectorAll("details").forEach((some) => { some.open = true; }));
    expect([slug, await violationsInAnyDress(page)]).toEqual([slug, []]);
  }
  expect(complaints).toEqual([]);
  await close();
});

test("a chapter is small: its text, its figure, the tiny network, and all else that comes after the page", async () => {
  for (const slug of guideSlugs) {
    const { page, close } = await visit(browsers["without"], site.address);
    await page.locator(".class").first().waitFor();
    const there = new Set(await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name)));
    const loaded = new Map<string, Promise<Buffer>>();
    page.on("response", (response) => { if (!there.has(response.url()) && response.url().startsWith(site.address)) loaded.set(response.url(), response.body()); });
    await page.locator(".tab").nth(3).click();
    await openChapter(page, slug, plain);
    await page.waitForLoadState("networkidle");
    const own = [...loaded].filter(([url]) => !/\/(worker|thread|samples|sources)[-/]/.test(new URL(url).pathname)); // the engine's code is the page's, run once more; photographs and sources are its own too
    const sizes = await Promise.all(own.map(async ([url, body]) => [new URL(url).pathname, gzipSync(await body).length] as const));
    expect(sizes.length).toBeGreaterThan(1);
    expect([slug, sizes.reduce((sum, [, size]) => sum + size, 0)]).toEqual([slug, expect.toSatisfy((sum: number) => sum <= 100_000, "at most 100 kB")]);
    await close();
  }
});

test("without a connection, at the second visit: every chapter, and its figure", async () => {
  const { page, complaints, close } = await visit(browsers["without"], site.address);
  await page.locator(".class").first().waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.context().setOffline(true);
  await page.reload();
  for (const slug of ["", ...guideSlugs]) await openChapter(page, slug, plain);
  expect(complaints).toEqual([]);
  await close();
});
