// What a visitor brings: an ONNX file with its numbers beside it, labels and a picture, in one drop, one after the other, or as a folder.
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, openSite, root, violationsInAnyDress, visit, type Site } from "./site.ts";

const fixtures = join(root, "packages/tensor/src/onnx/fixtures");
const labels = ["circle", "square", "star", "cross", "moon", "ring", "wave"];
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

/** Files as if let go over the page. */
async function drop(page: Page, files: Readonly<Record<string, Buffer>>): Promise<void> {
  const encoded = Object.entries(files).map(([name, bytes]) => [name, bytes.toString("base64")] as const);
  await page.evaluate((all) => {
    const given = new DataTransfer();
    for (const [name, base64] of all) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      given.items.add(new File([bytes], name, { type: name.endsWith(".png") ? "image/png" : "" }));
    }
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: given, bubbles: true, cancelable: true }));
  }, encoded);
}

const fixture = (name: string): Promise<Buffer> => readFile(join(fixtures, name));
const opened = (page: Page, name: string): Promise<void> => page.locator(".model .facts").getByText(`${name} · onnx`).waitFor();

test("a network, its numbers, its labels and a photograph in one drop", async () => {
  const { page, complaints, close } = await visit(browser, site.address);
  await page.locator(".class").first().waitFor();
  const [net, data, picture] = [await fixture("residual_external.onnx"), await fixture("residual_external.onnx.data"), await readFile(join(root, "samples/coffee.png"))];
  await drop(page, { "mug.png": picture, "residual_external.onnx.data": data, "names.txt": Buffer.from(labels.join("\n")), "residual_external.onnx": net });
  await opened(page, "residual_external");
  await page.locator(".main-picture[aria-label^='mug.png']").waitFor();
  const named = await page.locator(".classes .label").allTextContents();
  expect(named.length).toBeGreaterThan(1);
  expect(named.filter((name) => !labels.includes(name))).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});

test("without its numbers a network says which file is missing, and opens when that is dropped", async () => {
  const { page, complaints, close } = await visit(browser, site.address);
  await page.locator(".class").first().waitFor();
  await drop(page, { "residual_external.onnx": await fixture("residual_external.onnx") });
  await page.locator(".trouble").getByText("Drop that one now").waitFor();
  expect(await page.locator(".trouble").textContent()).toContain("\"residual_external.onnx.data\"");
  await drop(page, { "residual_external.onnx.data": await fixture("residual_external.onnx.data") });
  await opened(page, "residual_external");
  expect(await page.locator(".trouble").count()).toBe(0);
  expect(complaints).toEqual([]);
  await close();
});

test("a folder as hubs lay it out: the network in it goes by the folder's name, with what lies beside it", async () => {
  const folder = join(site.folder, "little-net");
  await mkdir(join(folder, "onnx"), { recursive: true });
  await copyFile(join(fixtures, "residual_external.onnx"), join(folder, "onnx/model.onnx"));
  await copyFile(join(fixtures, "residual_external.onnx.data"), join(folder, "onnx/residual_external.onnx.data"));
  await writeFile(join(folder, "README.md"), "# A network");
  await writeFile(join(folder, "config.json"), JSON.stringify({ id2label: Object.fromEntries(labels.map((label, at) => [at, label])) }));
  await writeFile(join(folder, "preprocessor_config.json"), JSON.stringify({ image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5], size: { height: 96, width: 96 } }));
  const { page, complaints, close } = await visit(browser, site.address);
  await page.locator(".class").first().waitFor();
  await page.locator("input[webkitdirectory]").setInputFiles(folder);
  await opened(page, "little-net");
  await page.locator("[data-passes='1']").waitFor();
  expect(await page.locator(".model-state").textContent()).toContain("It looks at 96×96 pixels, prepared as preprocessor_config.json says.");
  expect((await page.locator(".classes .label").allTextContents()).filter((name) => !labels.includes(name))).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});

test("files of which none is of use are refused in words", async () => {
  const { page, complaints, close } = await visit(browser, site.address);
  await page.locator(".class").first().waitFor();
  await drop(page, { "a.zip": Buffer.from("PK"), "b.zip": Buffer.from("PK") });
  await page.locator(".trouble").getByText("neither a picture nor a network").waitFor();
  expect(complaints).toEqual([]);
  await close();
});

test("a network without class maps, on a phone: CAM cannot be chosen, and it is said why; long names of layers fit", async () => {
  const { page, complaints, close } = await visit(browser, site.address, { viewport: { width: 390, height: 844 } });
  await page.locator(".class").first().waitFor();
  await page.locator("input[type=file][accept*='.pth']").setInputFiles(join(fixtures, "flat_13.onnx"));
  await opened(page, "flat_13");
  await page.locator(".cells").waitFor();
  const method = page.getByLabel("Method", { exact: true });
  expect(await method.inputValue()).toBe("grad-cam");
  expect(await method.locator("option[disabled]").allTextContents()).toEqual(["CAM (not for this network)"]);
  await page.getByText("Grad-CAM is what explains this network unless you choose another method. Not defined here: CAM, as more than pooling").waitFor();
  expect(await violationsInAnyDress(page)).toEqual([]);
  await page.locator(".tab").nth(2).click();
  await page.getByRole("button", { name: "The whole network" }).click();
  await page.getByRole("button", { name: "Open all" }).or(page.locator(".layer").first()).first().click();
  await page.locator(".layer").first().click();
  await page.locator(".feature-maps canvas").first().waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.getByRole("button", { name: "Measure every layer" }).click();
  await page.getByText("ms in all").waitFor();
  expect(await violationsInAnyDress(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});
