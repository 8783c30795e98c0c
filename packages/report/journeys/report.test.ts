// A report opened from the disk and used: what it says, what its filters leave, how it is gone through by mouse, keys and touch.
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { violations, walk } from "./dress.ts";
import { generated } from "./generated.ts";
import { type Folder, galleryCount, galleryNames, openBrowser, openReport, writeFolder } from "./report_page.ts";

const shapes = ["circle", "square", "triangle", "star", "cross", "ring"];
const data = generated({ pictures: 60, labels: shapes, truth: true, alarm: true });
const wrong = data.pictures.truth.filter((truth, picture) => truth !== data.pictures.predicted[picture]).length;

let browser: Browser;
let folder: Folder;
beforeAll(async () => { [browser, folder] = [await openBrowser(), await writeFolder(data)]; });
afterAll(async () => { await Promise.all([browser.close(), folder.remove()]); });

const fits = (page: Page): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
const hash = (page: Page): Promise<string> => page.evaluate(() => location.hash);
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

test("what was counted, what may be a shortcut, and the command that does it again", async () => {
  const { page, complaints, close } = await openReport(browser, folder.address);
  expect(await page.locator(".big").allTextContents()).toEqual(["60 pictures explained", expect.stringMatching(/^\d\d\.\d%.right: \d\d of 60$/), `${wrong} wrong`, "1 possible shortcut", "2 could not be explained"]);
  expect(await page.locator(".command code").textContent()).toBe("npx camlucida pictures/ --report report/ --model shapes.safetensors");
  const [cluster] = data.clusters;
  expect(await page.locator(".alarm h3").textContent()).toBe(`Evidence for circle: in ${cluster?.maps.length} of 10 pictures (${cluster ? 10 * cluster.maps.length : 0}%) it lies in the bottom right corner`);
  await page.locator(".alarm").getByRole("button", { name: /in the gallery/ }).click();
  await expect.poll(() => galleryCount(page)).toBe(`${cluster?.maps.length} of 60 pictures`);
  expect(await page.locator("#gallery-title").evaluate((title) => title.getBoundingClientRect().top < innerHeight)).toBe(true);
  await page.getByRole("button", { name: "Show others too" }).click();
  await expect.poll(() => galleryCount(page)).toBe("60 pictures");
  expect(complaints).toEqual([]);
  await close();
});

test("filters leave what they say, the address keeps them, and a new window opens the same", async () => {
  const { page, complaints, close } = await openReport(browser, folder.address);
  await page.getByLabel("Answer", { exact: true }).selectOption("wrong");
  expect(await galleryCount(page)).toBe(`${wrong} of 60 pictures`);
  await page.getByLabel("Is", { exact: true }).selectOption("circle");
  const both = data.pictures.truth.filter((truth, picture) => truth === 0 && data.pictures.predicted[picture] !== 0).length;
  await expect.poll(() => galleryCount(page)).toBe(`${both} of 60 pictures`);
  const kept = await hash(page);
  const again = await openReport(browser, `${folder.address}${kept}`);
  expect(await galleryCount(again.page)).toBe(`${both} of 60 pictures`);
  expect(await again.page.getByLabel("Answer", { exact: true }).inputValue()).toBe("wrong");
  await again.close();
  await page.getByRole("button", { name: "Show everything" }).click();
  await page.getByRole("searchbox", { name: "File name holds" }).fill("star/00003");
  await expect.poll(() => galleryNames(page)).toEqual(["00003.jpg"]);
  await page.getByRole("searchbox", { name: "File name holds" }).fill("nowhere");
  await expect.poll(() => galleryCount(page)).toBe("None of 60 pictures is like that.");
  expect(complaints).toEqual([]);
  await close();
});

test("in order of the probability, and only what is sure enough", async () => {
  const { page, close } = await openReport(browser, folder.address);
  await page.getByLabel("Order", { exact: true }).selectOption("least sure first");
  const { picture } = data.maps;
  const expected = [...picture].sort((one, other) => (data.pictures.probability[one] as number) - (data.pictures.probability[other] as number)).slice(0, 5).map((row) => `${String(row).padStart(5, "0")}.jpg`);
  await expect.poll(async () => (await galleryNames(page)).slice(0, 5)).toEqual(expected);
  await page.getByLabel("Probability from", { exact: true }).fill("0.8");
  await expect.poll(() => galleryCount(page)).toBe(`${data.pictures.probability.filter((probability) => probability >= 0.8).length} of 60 pictures`);
  await close();
});

describe("a picture", () => {
  test("opens large, the arrow keys go through what is chosen, Escape closes it, back opens it again", async () => {
    const { page, complaints, close } = await openReport(browser, folder.address);
    await page.locator("#gallery .tile").first().click();
    const sheet = page.getByRole("dialog");
    expect(await sheet.getByRole("heading").first().textContent()).toBe("00000.jpg");
    await expect.poll(() => sheet.locator(".overlay img").evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth)).toBe(120);
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => sheet.getByRole("heading").first().textContent()).toBe("00001.jpg");
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    expect(await hash(page)).toBe("");
    await page.goBack();
    await sheet.waitFor();
    expect(await sheet.getByRole("heading").first().textContent()).toBe("00001.jpg");
    expect(complaints).toEqual([]);
    await close();
  });

  test("whose large overlay is gone is shown small, and that is said", async () => {
    const gone = await writeFolder({ ...data, maps: { ...data.maps, overlay: data.maps.overlay.map(() => "overlays/gone.png") } });
    const { page, close } = await openReport(browser, `${gone.address}#map=1`);
    await page.getByText("Its large picture is not where it was").waitFor();
    await expect.poll(() => page.locator(".overlay img").evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(120);
    await close();
    await gone.remove();
  });
});

test("by keys alone: every control is met and seen, the arrow keys go through the gallery and the mistakes", async () => {
  const { page, complaints, close } = await openReport(browser, folder.address);
  const { met, faults } = await walk(page);
  expect(faults).toEqual([]);
  expect(met).toBeGreaterThan(30);
  const at = (): Promise<string | undefined> => page.evaluate(() => document.activeElement?.closest<HTMLElement>("[data-at]")?.dataset["at"] ?? (document.activeElement as HTMLElement).dataset["cell"]);
  await page.locator("#gallery .tile").first().focus();
  const columns = Number(await page.locator("[role=grid]").getAttribute("aria-colcount"));
  for (const [key, place] of [["ArrowRight", 1], ["ArrowDown", 1 + columns], ["End", 59], ["ArrowRight", 59], ["Home", 0], ["ArrowLeft", 0]] as const) {
    await page.keyboard.press(key);
    await expect.poll(at).toBe(String(place));
  }
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await expect.poll(at).toBe("0"); // the focus is back where it was
  await page.locator(".cell").first().focus();
  for (const [key, place] of [["ArrowRight", "0,1"], ["ArrowDown", "1,1"], ["ArrowUp", "0,1"], ["ArrowUp", "0,1"]] as const) {
    await page.keyboard.press(key);
    expect(await at()).toBe(place);
  }
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "circle taken for square" }).waitFor();
  expect(complaints).toEqual([]);
  await close();
});

test("axe finds nothing, in both themes, whatever is open", async () => {
  for (const opened of ["", "#map=3", "#class=0", "#cell=0,1&answer=wrong", "#text=nowhere"]) {
    const { page, close } = await openReport(browser, `${folder.address}${opened}`);
    await page.locator("summary").evaluateAll((all) => all.forEach((summary) => { (summary.parentElement as HTMLDetailsElement).open = true; }));
    expect([opened, await violations(page)]).toEqual([opened, []]);
    await close();
  }
});

test("on a phone nothing scrolls sideways, and a tap opens a picture and closes it", async () => {
  const { page, complaints, close } = await openReport(browser, folder.address, phone);
  expect(await fits(page)).toBe(true);
  await page.locator("#gallery .tile").nth(1).tap();
  await page.getByRole("dialog").waitFor();
  expect(await fits(page)).toBe(true);
  await page.getByRole("button", { name: "Next" }).tap();
  await expect.poll(() => page.getByRole("dialog").getByRole("heading").first().textContent()).toBe("00002.jpg");
  await page.getByRole("button", { name: "Close" }).tap();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(complaints).toEqual([]);
  await close();
});

test("on paper stand the pictures, and nothing that can only be pressed", async () => {
  const { page, close } = await openReport(browser, folder.address);
  await page.emulateMedia({ media: "print" });
  await expect.poll(() => page.locator("#gallery .tile").count()).toBe(60);
  await expect.poll(() => page.locator("#gallery img").evaluateAll((all) => (all as HTMLImageElement[]).filter((image) => image.complete && image.naturalWidth > 0).length)).toBe(60);
  expect(await page.locator("nav, .filters, .command button, .more").evaluateAll((all) => all.filter((element) => element.checkVisibility()).length)).toBe(0);
  expect((await page.pdf({ format: "A4" })).subarray(0, 5).toString()).toBe("%PDF-");
  await close();
});
