// A visit from beginning to end: nothing moves while the page comes, what takes long ends when it is not wanted any more, networks can be
// had again, and back and forward go through the visitor's steps.
import { join } from "node:path";
import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { deepModel, ownPth, wideChannels, wideModel } from "./models.ts";
import { loadNetwork, openBrowser, openSite, root, visit, type Site } from "./site.ts";

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

/** In the page, from its beginning: how far things moved that nobody had touched, and whether a result went away again. */
function noteUnrest(): void {
  const noted = { shift: 0, wiped: false };
  let seen = false;
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) noted.shift += hadRecentInput ? 0 : value;
  }).observe({ type: "layout-shift", buffered: true });
  new MutationObserver(() => {
    const there = document.querySelector(".class") !== null;
    noted.wiped ||= seen && !there;
    seen ||= there;
  }).observe(document, { subtree: true, childList: true });
  Object.assign(globalThis, { noted });
}

test.each([["a desk's", 1440, 900], ["a phone's", 390, 844]])("%s width: nothing moves, and no result goes away again, while the page comes and on the second visit", async (_, width, height) => {
  const { page, complaints, close } = await visit(browser, site.address, { viewport: { width, height } });
  await page.addInitScript(noteUnrest);
  const noted = (): Promise<{ shift: number; wiped: boolean }> => page.evaluate(() => (globalThis as unknown as { noted: { shift: number; wiped: boolean } }).noted);
  await page.reload();
  await page.locator(".class").first().waitFor();
  await loadNetwork(page);
  for (const turn of ["first", "second"]) {
    if (turn === "second") await page.reload();
    await page.locator("[data-passes='1']").waitFor(); // the second time unasked: the network of the first visit
    await page.locator(".colour-bar").waitFor();
    const { shift, wiped } = await noted();
    expect(shift).toBeLessThan(0.05); // half of what Chromium's makers call good
    expect(wiped).toBe(false);
  }
  expect(complaints).toEqual([]);
  await close();
});

test("a long method says how long, and ends when the visitor moves on", async () => {
  const { page, complaints, close } = await visit(browser, site.address);
  await page.locator(".class").first().waitFor();
  await page.locator(".more summary").click();
  await page.locator("input[type=file][accept*='.pth']").setInputFiles({ name: "wide.safetensors", mimeType: "application/octet-stream", buffer: Buffer.from(wideModel()) });
  await page.locator("[data-passes='1']").waitFor();
  const said = await page.evaluateHandle(() => {
    const texts: string[] = [];
    new MutationObserver(() => texts.push(document.querySelector(".looking")?.textContent ?? "")).observe(document.body, { subtree: true, childList: true, characterData: true });
    return texts;
  });
  const method = page.getByLabel("Method", { exact: true });
  const begun = (): Promise<void> => page.locator(".looking").getByText(new RegExp(`^Score-CAM: [1-9]\\d* of ${wideChannels} passes, about \\d+ (s|min) left`)).waitFor();
  await method.selectOption("score-cam");
  await begun();
  await page.locator(".class").nth(1).click(); // another class: from the beginning
  await page.waitForFunction((texts) => texts.filter((text, at) => text.includes(": 0 of") && !texts[at - 1]?.includes(": 0 of")).length === 2, said);
  await begun();
  await page.locator("input[type=file][accept='image/*']").setInputFiles(join(root, "samples/coffee.png")); // another picture: seen at once
  await page.locator("[data-passes='2']").waitFor();
  await begun();
  await page.locator(".tab").nth(1).click(); // elsewhere
  await page.locator(".tab").nth(0).click();
  await begun();
  await page.locator(".looking button").click();
  await page.locator(".looking").waitFor({ state: "detached" });
  expect(await method.inputValue()).toBe("cam");
  await page.locator(".cells").waitFor();
  await page.locator("input[type=file][accept='image/*']").setInputFiles(join(root, "samples/chelsea.png")); // the engine is there at once
  await page.locator("[data-passes='3']").waitFor();
  await method.selectOption("score-cam");
  await begun();
  await page.getByRole("group", { name: "The network" }).getByRole("button", { name: "full precision" }).click(); // another network
  await page.getByText("resnet18 · 12 classes").waitFor();
  const last = await said.evaluate((texts, all) => texts.filter((text) => text.includes(`: ${all} of`)), wideChannels);
  expect(last).toEqual([]); // no map was computed to its end
  expect(complaints).toEqual([]);
  await close();
});

test("every network can be had again: both precisions, and one's own", async () => {
  const { page, complaints, close } = await visit(browser, site.address);
  await page.locator(".class").first().waitFor();
  await page.getByRole("button", { name: /^Half precision/ }).click();
  await page.locator("[data-passes='1']").waitFor();
  await page.locator(".more summary").click();
  const networks = page.getByRole("group", { name: "The network" }).getByRole("button");
  const chosen = (): Promise<(string | null)[]> => networks.evaluateAll((all) => all.filter((some) => some.getAttribute("aria-pressed") === "true").map(({ textContent }) => textContent));
  expect(await chosen()).toEqual([expect.stringContaining("half precision")]);
  await page.locator("input[type=file][accept*='.pth']").setInputFiles({ name: "mine.pth", mimeType: "application/octet-stream", buffer: Buffer.from(ownPth()) });
  await page.locator("[data-passes='2']").waitFor();
  expect(await chosen()).toEqual(["mine.pth, your own file"]);
  expect(await page.locator(".class").count()).toBe(3);
  await networks.filter({ hasText: "full precision" }).click();
  await page.locator("[data-passes='3']").waitFor();
  expect(await page.locator(".class").count()).toBe(5);
  expect(await page.locator(".facts").textContent()).not.toContain("half precision");
  await networks.filter({ hasText: "half precision" }).click();
  await page.locator("[data-passes='4']").waitFor();
  expect(await page.locator(".facts").textContent()).toContain("half precision");
  await networks.filter({ hasText: "mine.pth" }).click();
  await page.locator("[data-passes='5']").waitFor();
  expect(await chosen()).toEqual(["mine.pth, your own file"]);
  expect(complaints).toEqual([]);
  await close();
});

test("back and forward go through the visitor's steps, an address that is pasted is followed, and an own picture is in none", async () => {
  const { page, complaints, close } = await visit(browser, site.address);
  await page.locator(".class").first().waitFor();
  await loadNetwork(page);
  const view = page.getByLabel("View", { exact: true });
  const picture = page.locator(".main-picture");
  const pressed = (): Promise<(string | null)[]> => page.locator(".classes").first().locator(".class").evaluateAll((all) => all.map((some) => some.getAttribute("aria-pressed")));
  await page.locator(".class").nth(1).click();
  await view.selectOption("minmax");
  await page.locator(".cells").hover({ position: { x: 5, y: 5 } });
  await page.waitForFunction(() => location.hash.includes("cell=1%2C1")); // written when it rests
  await page.locator(".tab").nth(2).click();
  await page.getByRole("button", { name: /^layer2 / }).click();
  await page.getByRole("treeitem", { name: /^layer2\.0\.conv1/ }).click();
  expect(await page.evaluate(() => location.hash)).toContain("mode=inside&stage=layer2&inside=layer2.0.conv1");
  for (let steps = 0; steps < 3; steps++) await page.goBack(); // layer, stage, mode
  await picture.waitFor();
  expect(await view.inputValue()).toBe("minmax");
  await page.locator(".cell-marker").waitFor(); // where it was
  await page.goBack();
  expect([await view.inputValue(), (await pressed())[1]]).toEqual(["signed", "true"]);
  await page.goBack();
  expect((await pressed())[0]).toBe("true");
  for (let steps = 0; steps < 5; steps++) await page.goForward();
  expect(await page.locator("#layer-title").textContent()).toContain("layer2.0.conv1");

  const passes = await page.evaluate(() => document.querySelector("[data-passes]")?.getAttribute("data-passes"));
  expect(passes).toBe("1"); // nothing was seen again
  await page.evaluate(() => { location.hash = "#sample=coffee&method=grad-cam&layer=layer3&cell=13,2"; }); // as if pasted
  await page.locator(".main-picture[aria-label^='coffee.png']").waitFor();
  await page.locator(".colour-bar").getByText("units of the score").waitFor();
  await page.getByText("row 13 of 14, column 2 of 14").waitFor();
  expect(await page.getByLabel("Layer", { exact: true }).inputValue()).toBe("layer3");
  await page.waitForFunction(() => location.hash === "#method=grad-cam&layer=layer3&sample=coffee&cell=13%2C2");

  await page.locator("input[type=file][accept='image/*']").setInputFiles(join(root, "samples/rocket.jpg"));
  await page.locator(".main-picture[aria-label^='rocket.jpg']").waitFor();
  await page.waitForFunction(() => !location.hash.includes("sample="));
  await page.goBack();
  await page.locator(".main-picture[aria-label^='coffee.png']").waitFor();
  await page.goForward();
  await page.locator(".main-picture[aria-label^='rocket.jpg']").waitFor();
  await page.reload();
  await page.getByText("rocket.jpg was your own picture").waitFor();
  expect(complaints).toEqual([]);
  await close();
});

test("a network of more than 500 layers: opened as a whole, walked to its end, a part closed, a layer looked at", async () => {
  const { page, complaints, close } = await visit(browser, site.address);
  await page.locator(".class").first().waitFor();
  await page.locator("input[type=file][accept*='.pth']").setInputFiles({ name: "deep.safetensors", mimeType: "application/octet-stream", buffer: Buffer.from(deepModel()) });
  await page.locator("[data-passes='1']").waitFor();
  await page.locator(".tab").nth(2).click();
  await page.getByRole("button", { name: "The whole network" }).click();
  const items = page.getByRole("treeitem");
  const stages = await items.count();
  expect(stages).toBeLessThan(10);
  await page.getByRole("button", { name: "Open all" }).click();
  expect(await items.count()).toBeGreaterThan(600); // with the parts around layers
  await items.first().focus();
  await page.keyboard.press("End");
  expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toMatch(/^probabilities, softmax/);
  for (let steps = 0; steps < 3; steps++) await page.keyboard.press("ArrowUp"); // pooling, from the logits
  await page.keyboard.press("Enter");
  await page.locator("#layer-title").waitFor();
  expect(await page.evaluate(() => location.hash)).toContain("stage=*");
  await page.getByRole("treeitem", { name: /^layer3, / }).click();
  expect(await items.count()).toBeLessThan(600);
  await page.getByRole("button", { name: "Close all" }).click();
  expect(await items.count()).toBe(stages);
  expect(complaints).toEqual([]);
  await close();
});
