// How the page behaves: accessible in every state, small, quick to open, at home without a network, and up again after a loss.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tabTo, walk } from "./keyboard.ts";
import { holdDevices, loadNetwork, openBrowser, openSite, root, violationsInAnyDress, visit, withWebGpu, type Site } from "./site.ts";

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

test("axe finds nothing in any state, language and theme", async () => {
  const { page, complaints, close } = await visit(browser, site.address);
  await page.locator(".class").first().waitFor();
  expect(await violationsInAnyDress(page)).toEqual([]); // computed beforehand
  await page.route("**/models/*.000", async (route) => {
    await page.locator("progress").waitFor();
    expect(await violationsInAnyDress(page)).toEqual([]); // on its way
    await route.continue();
  });
  await loadNetwork(page);
  await page.locator(".cells").hover({ position: { x: 200, y: 150 } });
  await page.locator(".channels canvas").first().waitFor();
  await page.locator(".pin").nth(0).click();
  await page.locator(".pin").nth(1).click();
  await page.getByRole("searchbox").fill("s");
  await page.locator(".more summary").click();
  expect(await violationsInAnyDress(page)).toEqual([]); // everything at once
  await page.getByRole("searchbox").fill("");
  await page.locator("[aria-labelledby='what-if-title'] button").first().click();
  await page.locator(".brush").waitFor();
  expect(await violationsInAnyDress(page)).toEqual([]); // brushing
  await page.locator("input[type=file][accept='image/*']").setInputFiles({ name: "broken.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture") });
  await page.locator(".trouble").waitFor();
  expect(await violationsInAnyDress(page)).toEqual([]); // an error
  await page.locator(".tab").nth(1).click();
  expect(await violationsInAnyDress(page)).toEqual([]); // live
  await page.locator(".tab").nth(2).click();
  await page.getByRole("button", { name: /^layer1 / }).click();
  await page.locator(".layer").first().click();
  await page.locator(".feature-maps canvas").first().waitFor();
  expect(await violationsInAnyDress(page)).toEqual([]); // inside
  expect(complaints).toEqual([]);
  await close();
});

/** The name of what has the focus. */
const focused = (page: Page): Promise<string | null | undefined> => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));

test.each([["a phone's width", 360, 740], ["a wall's", 3840, 2160]])("%s shows everything without scrolling sideways", async (_, width, height) => {
  const { page, complaints, close } = await visit(browser, site.address, { viewport: { width, height } });
  await page.locator(".class").first().waitFor();
  for (const tab of [0, 1, 2]) {
    await page.locator(".tab").nth(tab).click();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  }
  expect(complaints).toEqual([]);
  await close();
});

test("with the keyboard alone: everything that can be pressed is met and works", async () => {
  const { page, complaints, close } = await visit(browser, site.address);
  const press = async (selector: string, ...keys: readonly string[]): Promise<void> => {
    await tabTo(page, selector);
    for (const key of keys) await page.keyboard.press(key);
  };
  const walked = async (least: number): Promise<void> => {
    const { met, faults } = await walk(page);
    expect(faults).toEqual([]);
    expect(met).toBeGreaterThanOrEqual(least);
  };
  await page.locator(".class").first().waitFor();
  await walked(20);
  await press(".model .primary", "Enter");
  await page.locator("[data-passes='1']").waitFor();
  await press(".class-row:nth-child(2) .class", "Enter");
  expect(await page.locator(".class").nth(1).getAttribute("aria-pressed")).toBe("true");

  // A cell, and the cell away.
  await press(".cells", "ArrowRight");
  expect(await page.locator("[aria-labelledby='cell-title']").textContent()).toContain("row 4 of 7, column 4 of 7");
  await page.keyboard.press("ArrowUp");
  expect(await page.locator("[aria-labelledby='cell-title']").textContent()).toContain("row 3 of 7, column 4 of 7");
  await page.keyboard.press("Delete");
  await page.locator("[data-passes='2']").waitFor();
  await page.locator(".changes li").first().waitFor();

  // The brush.
  await press("[aria-labelledby='what-if-title'] button", "Enter");
  await press(".brush", "ArrowLeft", "Shift+ArrowDown", " ");
  await page.locator("[data-passes='3']").waitFor();
  await press(".more summary", "Enter");
  await press(".class-row:nth-child(1) .pin", " ");
  await press(".class-row:nth-child(2) .pin", " ");
  await press("input[type=search]", "g", "o", "l", "d");
  await walked(40); // everything at once
  await press("[aria-labelledby='what-if-title'] button[aria-pressed='true']", " ");

  // How it is drawn.
  await press("[aria-labelledby='view-title'] input[type=checkbox]", " ");
  await press("[aria-labelledby='view-title'] input[type=range]", "Home");
  await press("[aria-label='View']", "ArrowDown");
  expect(await page.evaluate(() => location.hash)).toMatch(/view=.*cells=true/);

  // Live video, and the network's inside.
  await press(".tab:nth-child(2)", "Enter");
  await walked(10);
  await press(".tab:nth-child(3)", "Enter");
  await page.locator(".layer").first().waitFor();
  await press(".drawing .pressable:nth-of-type(3)", "Enter");
  await page.locator("#layers-title").getByText("layer1").waitFor();
  await tabTo(page, "[role=treeitem]");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown"); // into the first block, which is open
  const first = await focused(page);
  expect(first).toMatch(/^layer1\.0\.conv1, conv 3×3, .*, reads .+, read by /);
  for (const key of ["ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp"]) await page.keyboard.press(key);
  expect(await focused(page)).toBe(first);
  await page.keyboard.press("Enter");
  await page.locator(".feature-maps canvas").first().waitFor();
  expect(await page.locator("#layer-title").textContent()).toContain("layer1.0.conv1");
  await page.keyboard.press("End");
  expect(await focused(page)).not.toBe(first);
  await page.keyboard.press("Home");
  await page.keyboard.press(" "); // the block is closed
  expect(await page.locator("[role=treeitem]").first().getAttribute("aria-expanded")).toBe("false");
  await page.keyboard.press(" ");
  await walked(20);
  expect(complaints).toEqual([]);
  await close();
});

test("a picture that is dropped, and one that is pasted", async () => {
  const { page, complaints, close } = await visit(browser, site.address);
  await page.locator(".class").first().waitFor();
  await loadNetwork(page);
  const base64 = (await readFile(join(root, "samples/coffee.png"))).toString("base64");
  for (const [type, count] of [["drop", 2], ["paste", 3]] as const) {
    await page.evaluate(([how, data]) => {
      const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
      const given = new DataTransfer();
      given.items.add(new File([bytes], `${how}.png`, { type: "image/png" }));
      document.body.dispatchEvent(how === "drop" ? new DragEvent("drop", { dataTransfer: given, bubbles: true, cancelable: true }) : new ClipboardEvent("paste", { clipboardData: given, bubbles: true }));
    }, [type, base64] as const);
    await page.locator(`[data-passes='${count}']`).waitFor();
    expect(await page.locator(".main-picture").getAttribute("aria-label")).toContain(`${type}.png`);
  }
  expect(complaints).toEqual([]);
  await close();
});

test("settings are in the address, and come from it", async () => {
  const { page, complaints, close } = await visit(browser, `${site.address}#view=positive&class=3&sample=rocket&pinned=900,1`);
  await page.locator(".class").first().waitFor();
  expect(await page.getByLabel("View", { exact: true }).inputValue()).toBe("positive");
  expect(await page.locator(".caption strong").textContent()).toBe("tiger shark");
  await page.getByLabel("View", { exact: true }).selectOption("minmax");
  expect(await page.evaluate(() => location.hash)).toBe("#view=minmax&class=3&pinned=900%2C1&sample=rocket");
  expect(complaints).toEqual([]);
  await close();
});

test("the code is small, the guide aside: of that each chapter is measured in its own journey", async () => {
  const folder = join(site.folder, "site");
  const code = (await readdir(folder, { recursive: true })).filter((path) => /\.(html|js|css)$/.test(path) && !/(^|\/)guide_/.test(path));
  const sizes = await Promise.all(code.map(async (path) => gzipSync(await readFile(join(folder, path))).length));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(335_000); // of 325,000 the page's own are 79,000, and the engine's, with all families and their other names, 159,000; 32,000 for ONNX, 17,000 for sources and 13,000 for what the guide's chapters share are loaded for who needs them
});

test("the first visit fetches what it shows: neither the guide nor the sources, before they are opened", async () => {
  const { page, complaints, close } = await visit(browser, site.address);
  await page.locator(".class").first().waitFor();
  const fetched = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname.slice(1)));
  expect(fetched.filter((path) => /guide_|Learn|Source|tokens|sources\//.test(path))).toEqual([]);
  const code = fetched.filter((path) => /\.(js|css)$/.test(path) && !/\/worker-/.test(path)); // the engine comes beside the page
  const sizes = await Promise.all([...new Set(code)].map(async (path) => gzipSync(await readFile(join(site.folder, "site", path))).length));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(82_000); // 79,000, of which the marks and the way to the guide are 6,000
  expect(complaints).toEqual([]);
  await close();
});

test("the second visit loads nothing, and a third one needs no network", async () => {
  const { page, complaints, close } = await visit(browser, site.address);
  await page.locator(".class").first().waitFor();
  await loadNetwork(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.reload();
  await page.locator("[data-passes='1']").waitFor(); // the network of the first visit, unasked
  const bytes = await page.evaluate(() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).transferSize, 0));
  expect(bytes).toBe(0);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await page.context().setOffline(true);
  await page.reload();
  await page.locator("[data-passes='1']").waitFor();
  await page.locator("input[type=file][accept='image/*']").setInputFiles(join(root, "samples/coffee.png"));
  await page.locator("[data-passes='2']").waitFor();
  expect(complaints).toEqual([]);
  await close();
});

test("a file host that sends no headers: the second visit has threads, and the policy all the same", async () => {
  const bare = await openSite("bare");
  const { page, complaints, close } = await visit(browser, bare.address);
  await page.locator(".class").first().waitFor();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.reload();
  await loadNetwork(page);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  expect(await page.locator(".model").textContent()).toMatch(cores > 1 ? /\d threads/ : /one thread/);
  const refused = await page.evaluate(() => fetch("https://example.org/").then(() => "sent", () => "refused"));
  expect(refused).toBe("refused");
  expect(complaints.some((complaint) => complaint.includes("Content Security Policy"))).toBe(true);
  expect(complaints.filter((complaint) => !complaint.includes("Content Security Policy") && !complaint.includes("https://example.org"))).toEqual([]);
  await close();
  await bare.close();
});

test("a device that is lost is replaced, and nothing else is", async () => {
  const gpuBrowser = await openBrowser(withWebGpu);
  const { page, complaints } = await visit(gpuBrowser, `${site.address}#device=gpu`);
  await page.locator(".class").first().waitFor();
  const devices = await holdDevices(page);
  await loadNetwork(page);
  const before = await page.locator(".class .numbers").allTextContents();
  await devices.destroyLast();
  await page.locator("input[type=file][accept='image/*']").setInputFiles(join(root, "samples/chelsea.png"));
  await page.locator("[data-passes='2']").waitFor();
  expect(await page.locator(".class .numbers").allTextContents()).toEqual(before);
  expect(await devices.count()).toBe(2);
  expect(await page.locator(".trouble").count()).toBe(0);
  expect(complaints).toEqual([]);
  await gpuBrowser.close();
});
