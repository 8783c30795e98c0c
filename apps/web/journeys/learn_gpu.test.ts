// The shader editor: another shader is another map, a broken one says where and breaks nothing, one without end is survived.
import type { Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser, openSite, type Site, violationsInAnyDress, visit, withWebGpu } from "./site.ts";

let site: Site;
beforeAll(async () => { site = await openSite(); });
afterAll(() => site.close());

const chapter = "#mode=learn&chapter=gpu";
const editor = (page: Page) => page.locator(".shader-editor textarea");

/** The class map that is shown, "before" or "now". */
const mapOf = async (page: Page, kind: string): Promise<number[]> => ((await page.locator(`[data-map=${kind}]`).getAttribute("data-values")) ?? "").split(" ").map(Number);

async function runIt(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Run it" }).click();
  await page.getByRole("button", { name: "Run it" }).waitFor(); // no longer "Running …"
}

test.each([["wide", 1440, 900], ["narrow", 390, 844]] as const)("with WebGPU, %s: edited, broken, reset", async (_, width, height) => {
  const browser = await openBrowser(withWebGpu);
  const { page, complaints, close } = await visit(browser, `${site.address}${chapter}&device=gpu`, { viewport: { width, height } });
  await page.locator("[data-run=own] [data-difference]").waitFor();
  const own = await editor(page).inputValue();
  expect(own).toContain("@compute");

  // Its own shader: the reference's numbers, and the map that was there.
  await runIt(page);
  await page.locator("[data-run=yours]").waitFor();
  expect(Number(await page.locator("[data-run=yours] [data-difference]").getAttribute("data-difference"))).toBeLessThan(1e-4);
  const [before, same] = [await mapOf(page, "before"), await mapOf(page, "now")];
  expect(before.length).toBe(256); // the tiny network's last layer is 16 × 16
  same.forEach((value, at) => expect(Math.abs(value - (before[at] as number))).toBeLessThan(1e-3)); // fused or not: float32 in another order

  // A ReLU that is none is another map.
  await page.getByRole("button", { name: "Try: let everything pass" }).click();
  expect(await editor(page).inputValue()).not.toBe(own);
  await runIt(page);
  await page.waitForFunction(() => Number(document.querySelector("[data-run=yours] [data-difference]")?.getAttribute("data-difference")) > 0.1);
  const changed = await mapOf(page, "now");
  expect(Math.max(...changed.map((value, at) => Math.abs(value - (before[at] as number))))).toBeGreaterThan(0.1);
  expect(await mapOf(page, "before")).toEqual(before);

  // A mistake: its line, what the compiler says, and nothing else.
  await page.getByRole("button", { name: "Reset" }).click();
  expect(await editor(page).inputValue()).toBe(own);
  await page.getByRole("button", { name: "Try: a mistake" }).click();
  const line = (await editor(page).inputValue()).split("\n").findIndex((text) => text.includes("idx.x")) + 1;
  await page.keyboard.press("Control+Enter"); // beside the field it does nothing
  await editor(page).focus();
  await page.keyboard.press("Control+Enter");
  const message = page.locator(".compiler-messages .error").first();
  await message.waitFor();
  expect(await message.textContent()).toMatch(new RegExp(`^Line ${line}, column \\d+ error: .*idx`, "s"));
  expect(await page.locator(".editor-page .wrong").count()).toBe(1);
  await message.getByRole("button").click();
  expect(await editor(page).evaluate((field: HTMLTextAreaElement) => field.value.slice(0, field.selectionStart).split("\n").length)).toBe(line);
  expect(await violationsInAnyDress(page)).toEqual([]);
  expect(await page.locator(".trouble").count()).toBe(0);

  // Written by hand: a new line begins where the one before did.
  await page.getByRole("button", { name: "Reset" }).click();
  await editor(page).focus();
  await editor(page).evaluate((field: HTMLTextAreaElement) => {
    const end = field.value.indexOf(";", field.value.indexOf("let at ="));
    field.setSelectionRange(end + 1, end + 1);
  });
  await page.keyboard.press("Enter");
  await page.keyboard.type("let twice = 2f;");
  expect(await editor(page).inputValue()).toContain(";\n  let twice = 2f;");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe("TEXTAREA"); // no trap
  await page.getByRole("button", { name: "Reset" }).click();

  // A convolution likewise.
  await page.getByLabel("Layer", { exact: true }).selectOption("layer1.0.conv1");
  await page.waitForFunction(() => Number(document.querySelector("[data-run=own] [data-difference]")?.getAttribute("data-difference") ?? NaN) < 1e-4);
  expect(await editor(page).inputValue()).toContain("multiply_add");
  await runIt(page);
  await page.locator("[data-run=yours]").waitFor();

  // The rungs of the ladder, from the first on: the same numbers.
  for (const rung of ["1", "5"]) {
    await page.getByLabel("Begin with", { exact: true }).selectOption(rung);
    expect(await editor(page).inputValue()).toContain(`// Rung ${rung}, `);
    await runIt(page);
    await page.locator("[data-run=yours]").waitFor();
    expect(Number(await page.locator("[data-run=yours] [data-difference]").getAttribute("data-difference"))).toBeLessThan(1e-4);
  }
  expect(complaints).toEqual([]);
  await close();
  await browser.close();
});

test("without WebGPU it says so, shows the shader, and how long WebAssembly takes", async () => {
  const browser = await openBrowser();
  const { page, complaints, close } = await visit(browser, site.address + chapter);
  await page.locator("[data-cpu-time]").waitFor();
  expect(await page.locator("[data-cpu-time]").textContent()).toContain("WGSL is for GPUs");
  await page.getByText(/^This layer takes [\d.]+ ms in WebAssembly\.$/).waitFor();
  expect(await editor(page).inputValue()).toContain("@compute");
  expect(await editor(page).evaluate((field: HTMLTextAreaElement) => field.readOnly)).toBe(true);
  expect(await page.getByRole("button", { name: "Run it" }).count()).toBe(0);
  expect(await violationsInAnyDress(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
  await browser.close();
});

test("a shader without end is not run, and one that loses the GPU is survived", async () => {
  const browser = await openBrowser(withWebGpu);
  const { page, close } = await visit(browser, `${site.address}${chapter}&device=gpu`);
  await page.locator("[data-run=own] [data-difference]").waitFor();
  const own = await editor(page).inputValue();
  await editor(page).fill(own.replace("output[at] =", "loop { if (input[at].x > 1e30) { break; } }\n  output[at] ="));
  await page.getByRole("button", { name: "Run it" }).click();
  await page.getByRole("alert").getByText("A loop of this shader does not end").waitFor();
  expect(await editor(page).inputValue()).toContain("loop {"); // what was written is still there

  await editor(page).fill(own);
  for (const worker of page.workers()) await worker.evaluate(loseNextDevice);
  await page.getByRole("button", { name: "Run it" }).click();
  await page.getByRole("alert").getByText("The GPU was lost while the shader ran").waitFor();
  await page.locator("[data-run=own] [data-difference]").waitFor(); // on another one
  await runIt(page);
  await page.locator("[data-run=yours]").waitFor();
  await close();
  await browser.close();
});

/** In a worker: as a driver does with a GPU that takes too long. */
function loseNextDevice(): void {
  const original = GPUDevice.prototype.createCommandEncoder;
  GPUDevice.prototype.createCommandEncoder = function (...given) {
    GPUDevice.prototype.createCommandEncoder = original;
    this.destroy();
    return original.apply(this, given);
  };
}
