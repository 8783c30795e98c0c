// Live video from a camera that Chromium imitates: frames are shown on the GPU, and nothing is read back.
import { join } from "node:path";
import type { Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { holdDevices, openBrowser, openSite, root, violationsInAnyDress, visit, withWebGpu, type Site } from "./site.ts";

let site: Site;
beforeAll(async () => { site = await openSite(); });
afterAll(() => site.close());

const camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];
// Chromium presents a canvas of a software adapter only where it composes on Vulkan itself.
const presenting = ["--enable-features=Vulkan", "--use-vulkan=swiftshader", "--use-angle=swiftshader"];

/** Whether all of it can be seen without scrolling. */
const inSight = (page: Page, selector: string): Promise<boolean> => page.$eval(selector, (element) => {
  const { top, bottom } = element.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
});

async function live(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Load the network/ }).click();
  await page.locator("[data-passes='1']").waitFor();
  await page.getByRole("button", { name: "Live video" }).click();
}

/** Until so many more frames have been shown. */
async function frames(page: Page, count: number): Promise<void> {
  const begun = await framesOf(page);
  await page.waitForFunction((most) => Number(document.querySelector("[data-frames]")?.getAttribute("data-frames")) >= most, begun + count);
}

const framesOf = async (page: Page): Promise<number> => Number(await page.getAttribute("[data-frames]", "data-frames"));

/** How much two screenshots' bytes differ would say little; that they differ says that the picture moves. */
const shot = (page: Page): Promise<Buffer> => page.locator(".live-stage canvas").screenshot();

/** A second of WebM, recorded in the page. */
async function movingPicture(page: Page): Promise<Buffer> {
  const bytes = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 160, height: 120 });
    const context = canvas.getContext("2d") as CanvasRenderingContext2D;
    const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: "video/webm" });
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    const ended = new Promise((resolve) => { recorder.onstop = resolve; });
    recorder.start();
    for (let frame = 0; frame < 20; frame++) {
      context.fillStyle = `hsl(${18 * frame} 80% 50%)`;
      context.fillRect(0, 0, 160, 120);
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
    recorder.stop();
    await ended;
    return Array.from(new Uint8Array(await new Blob(parts).arrayBuffer()));
  });
  return Buffer.from(bytes);
}

test("on the GPU: twenty frames without a readback", async () => {
  const browser = await openBrowser([...withWebGpu, ...camera, ...presenting]);
  const { page, complaints } = await visit(browser, `${site.address}#device=gpu`);
  await page.locator(".class").first().waitFor();
  const devices = await holdDevices(page);
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
  await frames(page, 2);
  const [before, first] = [await worker?.evaluate(() => (globalThis as unknown as { readbacks: number }).readbacks), await shot(page)];
  await frames(page, 20);
  expect(await worker?.evaluate(() => (globalThis as unknown as { readbacks: number }).readbacks)).toBe(before);
  expect(Buffer.compare(first, await shot(page))).not.toBe(0);

  // Named when wanted; another view.
  await page.getByRole("checkbox", { name: /Name what it sees/ }).check();
  await page.locator(".live-names li").first().waitFor();
  await page.getByLabel("View", { exact: true }).selectOption("positive");
  await frames(page, 3);

  // Its device is taken away: the video goes on, on another. Then a frame as a photograph.
  const canvas = await page.locator(".live-stage canvas").elementHandle();
  await devices.destroyLast();
  await page.waitForFunction((lost) => !lost.isConnected, canvas); // it makes room for another
  await frames(page, 3);
  expect(await devices.count()).toBe(2);
  expect(await page.locator(".trouble").count()).toBe(0);
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
  await frames(page, 20);
  for (const selector of [".live-stage canvas", "[data-frames]"]) expect(await inSight(page, selector)).toBe(true);
  const first = await shot(page);
  await frames(page, 10);
  expect(Buffer.compare(first, await shot(page))).not.toBe(0);
  await page.locator(".live-names li").first().waitFor();
  expect(await violationsInAnyDress(page)).toEqual([]);
  await page.getByRole("button", { name: "Stop" }).click();

  // A video file, on a screen as wide as a phone's, and one that is none.
  await page.setViewportSize({ width: 390, height: 700 });
  await page.evaluate(() => scrollTo(0, 0));
  const chooser = page.locator("input[type=file][accept='video/*']");
  await chooser.setInputFiles({ name: "moving.webm", mimeType: "video/webm", buffer: await movingPicture(page) });
  await frames(page, 5);
  for (const selector of [".live-stage canvas", "[data-frames]"]) expect(await inSight(page, selector)).toBe(true);
  expect(await violationsInAnyDress(page)).toEqual([]);
  await chooser.setInputFiles({ name: "broken.webm", mimeType: "video/webm", buffer: Buffer.from("no video") });
  await page.getByRole("alert").getByText("video-unreadable").waitFor();
  expect(await page.locator("[data-frames]").count()).toBe(0);

  // A photograph from the same camera.
  await page.getByRole("button", { name: "Photograph" }).click();
  await page.getByRole("button", { name: "Take a photo" }).click();
  await page.waitForFunction(() => document.querySelector<HTMLVideoElement>(".snapshot video")?.videoWidth);
  expect(await violationsInAnyDress(page)).toEqual([]);
  await page.getByRole("button", { name: "Take it" }).click();
  await page.locator("[data-passes='2']").waitFor();
  expect(await page.locator(".main-picture").getAttribute("aria-label")).toContain("camera.png");
  expect(complaints).toEqual([]);
  await browser.close();
});

test("a camera that is refused: an error that says what to do", async () => {
  const browser = await openBrowser(["--use-fake-device-for-media-stream"]);
  const { page, complaints } = await visit(browser, site.address);
  await live(page);
  await page.getByRole("button", { name: "Start the camera" }).click();
  await page.getByRole("alert").getByText("camera-").waitFor();
  expect(complaints).toEqual([]);
  await browser.close();
});

test.each([["on the GPU", [...withWebGpu, ...presenting], "gpu"], ["on the CPU", [], "cpu"]] as const)("a network without class maps, %s: Grad-CAM in every frame", async (_, args, device) => {
  const browser = await openBrowser([...args, ...camera]);
  const { page, complaints } = await visit(browser, `${site.address}#device=${device}`);
  await page.locator(".class").first().waitFor();
  await page.locator("input[type=file][accept*='.pth']").setInputFiles(join(root, "packages/tensor/src/onnx/fixtures/flat_13.onnx"));
  await page.locator("[data-passes='1']").waitFor();
  await page.getByRole("button", { name: "Live video" }).click();
  await page.getByText("every frame is shown with Grad-CAM").waitFor();
  await page.getByRole("button", { name: "Start the camera" }).click();
  await frames(page, 5);
  const first = await shot(page);
  await frames(page, 5);
  expect(Buffer.compare(first, await shot(page))).not.toBe(0);
  await page.locator(".live-names li").first().waitFor();
  expect(await page.locator(".trouble").count()).toBe(0);
  expect(complaints).toEqual([]);
  await browser.close();
});
