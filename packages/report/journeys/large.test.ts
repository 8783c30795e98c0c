// Ten thousand pictures: a few are drawn at a time, all of them are reached.
import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generated } from "./generated.ts";
import { type Folder, galleryCount, galleryNames, openBrowser, openReport, writeFolder } from "./report_page.ts";

const pictures = 10_000;
const data = generated({ pictures, labels: Array.from({ length: 100 }, (_, at) => `class number ${at}`), truth: true, alarm: true });

let browser: Browser;
let folder: Folder;
beforeAll(async () => { [browser, folder] = [await openBrowser(), await writeFolder(data)]; });
afterAll(async () => { await Promise.all([browser.close(), folder.remove()]); });

test("the last picture is a key away, a filter leaves what it says, and never are more drawn than are seen", async () => {
  const { page, complaints, close } = await openReport(browser, folder.address);
  expect(await galleryCount(page)).toBe("10,000 pictures");
  const drawn = (): Promise<number> => page.locator("#gallery .tile").count();
  await page.locator("nav a", { hasText: "Gallery" }).click();
  await expect.poll(drawn).toBeGreaterThan(20);
  expect(await drawn()).toBeLessThan(120);
  await page.locator("#gallery .tile").first().focus();
  await page.keyboard.press("End");
  await expect.poll(() => page.evaluate(() => document.activeElement?.querySelector(".tile-name")?.textContent)).toBe("09999.jpg");
  expect(await drawn()).toBeLessThan(120);
  await page.getByRole("searchbox", { name: "File name holds" }).fill("/0123");
  await expect.poll(() => galleryCount(page)).toBe("10 of 10,000 pictures");
  expect(await galleryNames(page)).toEqual(Array.from({ length: 10 }, (_, at) => `0123${at}.jpg`));
  await page.locator("#gallery img").first().evaluate((image: HTMLImageElement) => image.decode());
  expect(complaints).toEqual([]);
  await close();
});

test("of a hundred classes the matrix has those with the most mistakes, and the rest are found by name", async () => {
  const { page, close } = await openReport(browser, folder.address);
  expect(await page.locator(".matrix tbody tr").count()).toBe(20);
  expect(await page.locator(".card").count()).toBe(24);
  await page.getByLabel("Find a class").fill("number 97");
  await expect.poll(() => page.locator(".card strong").allTextContents()).toEqual(["class number 97"]);
  await page.locator(".card").click();
  await page.getByRole("dialog").getByRole("button", { name: "Wrong ones" }).click();
  const wrong = data.pictures.truth.filter((truth, picture) => truth === 97 && data.pictures.predicted[picture] !== 97).length;
  await expect.poll(() => galleryCount(page)).toBe(`${wrong} of 10,000 pictures`);
  await close();
});
