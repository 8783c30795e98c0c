// Live video from a camera that Chromium imitates: frames are shown on the GPU, and nothing is read back.
import type { Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, openSite, violations, visit, withWebGpu, type Site } from "./site.ts";

let site: Site;
beforeAll(async () => { site = await openSite(); });
afterAll(() => site.close());

const camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];
// Chromium presents a canvas of a software adapter only where it composes on Vulkan itself.
const presenting = ["--enable-features=Vulkan", "--use-vulkan=swiftshader", "--use-angle=swiftshader"];

async function live(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Load the network/ }).click();
  await page.locator("[data-passes='1']").waitFor();
  await page.getByRole("button", { name: "Live video" }).click();
}

const framesOf = async (page: Page): Promise<number> => Number(await page.getAttribute("[data-frames]", "data-frames"));

/** How much two screenshots' bytes differ would say little; that they differ says that the picture moves. */
const shot = (page: Page): Promise<Buffer> => page.locator(".live-stage canvas").screenshot();

test("on the GPU: twenty frames without a readback", async () => {
  const browser = await openBrowser([...withWebGpu, ...camera, ...presenting]);
  const { page, complaints } = await visit(browser, `${site.address}#device=gpu`);
  await live(page);
  const worker = page.workers().find((some) => some.url().includes("worker"));
  await worker?.evaluate(() => {
    const counted = globalThis as unknown as { readbacks: number };
    counted.readbacks = 0;
    const original = GPUBuffer.prototype.mapAsync;
    GPUBuffer.prototype.mapAsync = function (...given) {
      counted.readbacks++;
      return original.apply(this, given);
    };
  });
  await page.getByRole("button", { name: "Start the camera" }).click();
  await page.getByRole("checkbox", { name: /Name what it sees/ }).uncheck();
  await page.waitForFunction(() => Number(document.querySelector("[data-frames]")?.getAttribute("data-frames")) >= 2);
  const [before, first] = [await worker?.evaluate(() => (globalThis as unknown as { readbacks: number }).readbacks), await shot(page)];
  const begun = await framesOf(page);
  await page.waitForFunction((from) => Number(document.querySelector("[data-frames]")?.getAttribute("data-frames")) >= from + 20, begun);
  expect(await worker?.evaluate(() => (globalThis as unknown as { readbacks: number }).readbacks)).toBe(before);
  expect(Buffer.compare(first, await shot(page))).not.toBe(0);

  // Named when wanted; another view; a frame as a photograph.
  await page.getByRole("checkbox", { name: /Name what it sees/ }).check();
  await page.locator(".live-names li").first().waitFor();
  await page.getByLabel("View").selectOption("positive");
  const again = await framesOf(page);
  await page.waitForFunction((from) => Number(document.querySelector("[data-frames]")?.getAttribute("data-frames")) >= from + 3, again);
  await page.getByRole("button", { name: "Pause and inspect" }).click();
  await page.locator("[data-passes='2']").waitFor();
  expect(complaints).toEqual([]);
  await browser.close();
});

test("on the CPU, where there is no WebGPU", async () => {
  const browser = await openBrowser(camera);
  const { page, complaints } = await visit(browser, site.address);
  await live(page);
  await page.getByRole("button", { name: "Start the camera" }).click();
  await page.waitForFunction(() => Number(document.querySelector("[data-frames]")?.getAttribute("data-frames")) >= 20);
  const first = await shot(page);
  await page.waitForFunction(() => Number(document.querySelector("[data-frames]")?.getAttribute("data-frames")) >= 30);
  expect(Buffer.compare(first, await shot(page))).not.toBe(0);
  await page.locator(".live-names li").first().waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: "Stop" }).click();

  // A photograph from the same camera.
  await page.getByRole("button", { name: "Photograph" }).click();
  await page.getByRole("button", { name: "Take a photo" }).click();
  await page.waitForFunction(() => document.querySelector<HTMLVideoElement>(".snapshot video")?.videoWidth);
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: "Take it" }).click();
  await page.locator("[data-passes='2']").waitFor();
  expect(await page.locator(".main-picture").getAttribute("aria-label")).toContain("camera.png");
  expect(complaints).toEqual([]);
  await browser.close();
});

test("a camera that is refused: an error that says what to do", async () => {
  const browser = await openBrowser(["--use-fake-device-for-media-stream"]);
  const { page } = await visit(browser, site.address);
  await live(page);
  await page.getByRole("button", { name: "Start the camera" }).click();
  await page.getByRole("alert").getByText("camera-").waitFor();
  await browser.close();
});
