// From opening the page to files on disk, with WebGPU (on a software adapter) and without: the same journey.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright";
import { decodeImage } from "camlucida/internal";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  commandLine, numbersOf, type CommandLineResult, openBrowser, openSite, pixelsOf, root, violationsInAnyDress, visit,
  withWebGpu, type Site,
} from "./site.ts";
import { damagedModel, incompleteModel, names, ownNames, ownPth } from "./models.ts";

let site: Site;
let cli: CommandLineResult;

beforeAll(async () => {
  site = await openSite();
  cli = await commandLine(site);
});
afterAll(() => site.close());

const passesOf = async (page: Page): Promise<number> => Number(await page.getAttribute("[data-passes]", "data-passes"));
const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((most, value, at) => Math.max(most, Math.abs(value - (b[at] ?? NaN))), a.length === b.length ? 0 : NaN);

/**
 * The browser's picture is the command line's, but for a level where float32 sums come in another order: the tones of neighbouring levels
 * differ by up to 3. On a line the same shift is a share of a pixel's coverage, on a few of them.
 */
function expectSamePicture(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(largest(found, expected)).toBeLessThanOrEqual(16);
  expect(Array.from(found).filter((level, at) => Math.abs(level - (expected[at] as number)) > 3).length).toBeLessThan(0.001 * found.length);
}

/** What the page says of the cell. */
const said = async (page: Page): Promise<string> => (await page.locator(".adds").textContent()) ?? "";
/** "−0.0123" */
const numberIn = (text: string): number => Number(text.replace("−", "-").replace("+", "") || NaN);

async function download(page: Page, name: string): Promise<Buffer> {
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
  return readFile(await file.path());
}

describe.each([["with WebGPU", withWebGpu, "gpu"], ["without WebGPU", [], "auto"]] as const)("%s", (_, args, device) => {
  let browser: Browser;
  beforeAll(async () => { browser = await openBrowser(args); });
  afterAll(() => browser.close());

  test("a sample, another class, a picture of one's own, what if, a checkpoint of one's own, files", async () => {
    const { page, complaints, close } = await visit(browser, `${site.address}#device=${device}`);

    // Before any weight has arrived: a real explanation, marked as computed beforehand.
    await page.getByText("Computed beforehand with").waitFor();
    expect(await page.locator(".class .label").allTextContents()).toEqual(cli.result.top.map(({ label }) => label));
    expectSamePicture((await pixelsOf(page)).data, cli.overlay);

    // The network: as the command line sees it.
    await page.getByRole("button", { name: /^Load the network/ }).click();
    await page.locator("[data-passes='1']").waitFor();
    expect(await page.locator(".model").textContent()).toContain(device === "gpu" ? "On the GPU" : "On the CPU");
    const json = JSON.parse(String(await download(page, "Everything (.json)"))) as CommandLineResult["result"];
    expect(json.top.map(({ label }) => label)).toEqual(cli.result.top.map(({ label }) => label));
    // float32 on another adapter and with other algorithms: 1e-4 of logits of about 10
    expect(largest(json.top.map(({ logit }) => logit), cli.result.top.map(({ logit }) => logit))).toBeLessThan(1e-3);
    expect(largest(numbersOf(await download(page, "Map (.npy)")), cli.map)).toBeLessThan(2e-3);
    const first = await pixelsOf(page);
    expectSamePicture(first.data, cli.overlay);
    const kept = await decodeImage(await download(page, "Picture (.png)"));
    expectSamePicture(kept.data.subarray(0, cli.overlay.length), cli.overlay);
    // Its legend lies below: dark, with light letters and the map's colours.
    expect([kept.width, kept.height]).toEqual([451, expect.toSatisfy((height: number) => height > 340 && height < 400)]);
    const strip = kept.data.subarray(cli.overlay.length).filter((_, at) => at % 4 !== 3);
    expect([Math.min(...strip) < 30, Math.max(...strip) > 230]).toEqual([true, true]);

    // The link to it, also where there is no navigator.clipboard, as on pages over http.
    await page.evaluate(() => { Object.defineProperty(navigator, "clipboard", { value: undefined }); });
    await page.getByRole("button", { name: "Copy a link to these settings" }).click();
    await page.getByText("Copied.", { exact: true }).waitFor();
    await page.getByRole("searchbox").press("Control+V");
    expect(await page.getByRole("searchbox").inputValue()).toMatch(/^http:.*[#&]sample=chelsea/);
    await page.getByRole("searchbox").fill("");

    // Another class: another map at once, without another pass.
    await page.locator(".class").nth(2).click();
    const other = await pixelsOf(page);
    expect(largest(first.data, other.data)).toBeGreaterThan(20);
    expect(await passesOf(page)).toBe(1);
    await page.getByRole("searchbox").fill("ostrich");
    await page.locator(".search .class").first().click();
    expect(await page.locator(".caption").textContent()).toContain("ostrich");
    await page.getByRole("searchbox").fill("");
    expect(await passesOf(page)).toBe(1);

    // A cell: what it adds, and the proof.
    await page.locator(".cells").hover({ position: { x: 200, y: 150 } });
    const [, value = "", share = ""] = /^The map is (\S+) logits here\. Divided by its 49 cells, this cell adds (\S+) to the logit of ostrich\.$/.exec(await said(page)) ?? [];
    expect(Math.abs(numberIn(value) / 49 - numberIn(share))).toBeLessThan(0.01 * Math.abs(numberIn(share))); // three digits of each
    await page.locator(".channels canvas").first().waitFor();
    // Drawn as small as they are shown: the same pixels as the photograph's would be a task of a quarter of a second at each cell.
    expect(await page.$$eval(".channels canvas", (all) => Math.max(...all.map((canvas) => (canvas as HTMLCanvasElement).width)))).toBeLessThanOrEqual(256);
    const proof = /= (-?\d+\.\d+); the network's logit is (-?\d+\.\d+)/.exec((await page.locator(".proof").textContent()) ?? "");
    expect(Math.abs(Number(proof?.[1]) - Number(proof?.[2]))).toBeLessThan(2e-3);

    // Two classes against each other.
    await page.locator(".pin").nth(0).click();
    await page.locator(".pin").nth(1).click();
    expect(await page.locator(".pair figcaption").allTextContents()).toEqual(json.top.slice(0, 2).map(({ label }) => `${label} CAM · layer4`));
    const bars = await page.locator(".pair .colour-bar").allTextContents();
    expect(bars[0]).toMatch(/^-[\d.]+[\d.]+ logits$/);
    expect(bars[1]).toBe(bars[0]);
    expect(await page.locator(".pair-scale").textContent()).toContain("One scale for both");
    expect(await page.locator(".caption").textContent()).toContain("rather than");
    await page.getByText("less 0.60 × that of").waitFor(); // the cell explains the difference, by both parts
    const parts = /That is (\S+) for .+, less 0\.60 × (\S+) for /.exec((await page.locator("[aria-labelledby='cell-title']").textContent()) ?? "");
    const whole = numberIn(/^The map is (\S+) logits here/.exec(await said(page))?.[1] ?? "");
    expect(Math.abs(numberIn(parts?.[1] ?? "") - 0.6 * numberIn(parts?.[2] ?? "") - whole)).toBeLessThan(0.02 * (Math.abs(numberIn(parts?.[1] ?? "")) + Math.abs(whole)));
    expect(await page.locator(".proof").count()).toBe(2);

    // What if: a part taken away changes the logits, and comes back.
    const before = json.top[0]?.logit ?? NaN;
    await page.getByRole("button", { name: "Brush something away" }).click();
    await page.locator(".brush").hover({ position: { x: 100, y: 100 } });
    await page.mouse.down();
    await page.locator(".brush").hover({ position: { x: 300, y: 200 } });
    await page.mouse.up();
    await page.locator(".changes li").first().waitFor();
    await page.locator("[data-passes='2']").waitFor();
    await page.getByRole("button", { name: "Stop brushing" }).click();
    const erased = JSON.parse(String(await download(page, "Everything (.json)"))) as CommandLineResult["result"];
    expect(Math.abs((erased.top[0]?.logit ?? NaN) - before)).toBeGreaterThan(1e-3);
    await page.getByRole("button", { name: "Bring it back" }).click();
    await page.locator("[data-passes='3']").waitFor();
    expect((JSON.parse(String(await download(page, "Everything (.json)"))) as CommandLineResult["result"]).top[0]?.logit).toBe(before);

    // Another method at another layer.
    await page.getByLabel("Method", { exact: true }).selectOption("grad-cam");
    await page.getByLabel("Layer", { exact: true }).selectOption("layer3");
    await page.getByText("Grad-CAM · layer3").first().waitFor();
    // The pinned classes follow; a cell beyond CAM's seventh row and column has this map's own value, and its channels.
    await page.locator(".pair-scale").waitFor();
    expect(await page.locator(".pair figcaption small, .pair figcaption").first().textContent()).toContain("Grad-CAM · layer3");
    await page.locator(".cells").focus();
    for (const key of ["Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown"]) await page.keyboard.press(key);
    const graded = JSON.parse(String(await download(page, "Everything (.json)"))) as { readonly maps: readonly [{ readonly values: readonly number[]; readonly width: number }] };
    const [{ values, width }] = graded.maps;
    const [, row = "", column = ""] = /row (\d+) of 14, column (\d+) of 14/.exec((await page.locator("[aria-labelledby='cell-title']").textContent()) ?? "") ?? [];
    expect(Math.min(Number(row), Number(column))).toBeGreaterThan(7);
    const own = values[(Number(row) - 1) * width + Number(column) - 1] as number;
    expect(await said(page)).toMatch(/^The map is \S+ units of the score here\.$/);
    expect(Math.abs(numberIn(/is (\S+) units/.exec(await said(page))?.[1] ?? "") - own)).toBeLessThanOrEqual(0.005 * Math.abs(own));
    await page.locator(".channels canvas").first().waitFor();
    // Of no class: captioned with none.
    await page.getByLabel("Method", { exact: true }).selectOption("eigen-cam");
    await page.getByText("Whatever the class").waitFor();
    expect(await page.locator(".caption strong, .main-picture").evaluateAll((found) => found.map((one) => one.getAttribute("aria-label") ?? one.textContent))).toEqual(["chelsea.png, Whatever the class: Eigen-CAM · layer3", "Whatever the class"]);
    const ofNone = JSON.parse(String(await download(page, "Everything (.json)"))) as { readonly maps: readonly [object] };
    expect(ofNone.maps[0]).toMatchObject({ method: "eigen-cam", class: null, label: null, logit: null, unit: "features" });
    if (device === "gpu") {
      await page.getByLabel("Method", { exact: true }).selectOption("score-cam"); // a pass for every channel: slow enough to be looked at
      await page.locator(".looking").waitFor();
      expect(await violationsInAnyDress(page)).toEqual([]);
      await page.locator(".looking").waitFor({ state: "detached" });
    }
    await page.getByLabel("Method", { exact: true }).selectOption("cam");

    // A picture of one's own.
    await page.locator("input[type=file][accept='image/*']").setInputFiles(join(root, "samples/rocket.jpg"));
    await page.locator("[data-passes='4']").waitFor();
    expect((await pixelsOf(page)).width).toBe(640);

    // A checkpoint of one's own, with its labels.
    const [pth, labels] = [join(site.folder, "shapes.pth"), join(site.folder, "shapes.txt")];
    await writeFile(pth, ownPth());
    await writeFile(labels, ownNames.join("\n"));
    await page.locator(".more summary").click();
    await page.locator("input[type=file][accept*='.pth']").setInputFiles([pth, labels]);
    await page.getByText("shapes · resnet18 · 3 classes").waitFor();
    await page.locator("[data-passes='5']").waitFor();
    expect((await page.locator(".class .label").allTextContents()).toSorted()).toEqual(ownNames.toSorted());

    // The network's inside.
    await page.getByRole("button", { name: "Look inside" }).click();
    await page.getByRole("button", { name: /^layer2 / }).click();
    await page.getByRole("treeitem", { name: /^layer2\.0\.conv1/ }).click();
    await page.locator(".feature-maps canvas").first().waitFor();
    expect(await page.locator(".feature-maps canvas").count()).toBe(8);
    expect(await page.locator(".shader").textContent()).toContain("@compute");
    await page.getByRole("button", { name: "Measure every layer" }).click();
    await page.getByText(/^[\d.]+ ms in all: the network as it is drawn here, .* with these steps fused/).waitFor(); // what was measured
    await page.getByText("Time here").waitFor();

    // This GPU, measured, which takes a while here, and given up.
    if (device === "gpu") {
      await page.getByRole("button", { name: "Measure this GPU" }).click();
      await page.getByText(/^Measuring: [1-9]/).waitFor();
      expect(await violationsInAnyDress(page)).toEqual([]);
      await page.getByRole("button", { name: "Cancel" }).click();
      await page.locator("[data-passes='6']").waitFor(); // the network is back, and has looked
    }

    expect(complaints).toEqual([]);
    await close();
  });
});

test("files that are none: an error that says what to do, and nothing is lost", async () => {
  const browser = await openBrowser();
  const { page, complaints } = await visit(browser, site.address);
  await page.getByRole("button", { name: /^Load the network/ }).click();
  await page.locator("[data-passes='1']").waitFor();
  const before = await pixelsOf(page);
  await page.locator("input[type=file][accept='image/*']").setInputFiles({ name: "broken.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture") });
  await page.getByRole("alert").getByText("image-unreadable").waitFor();
  expect(await page.getByRole("alert").textContent()).toContain("broken.jpg"); // which file it was
  await page.locator(".more summary").click();
  await page.locator("input[type=file][accept*='.pth']").setInputFiles({ name: "broken.pth", mimeType: "application/octet-stream", buffer: Buffer.from("no checkpoint") });
  await page.getByRole("alert").getByText(/checkpoint-/).waitFor();
  expect(await page.getByRole("alert").textContent()).toContain("broken.pth");
  await page.locator("input[type=file][accept*='.pth']").setInputFiles({ name: "incomplete.safetensors", mimeType: "application/octet-stream", buffer: Buffer.from(incompleteModel()) });
  await page.getByRole("alert").getByText("checkpoint-missing-tensor").waitFor();
  expect(await page.getByRole("alert").textContent()).toContain('Left over: "layer1.0.adapter.weight" (1 in all). Likely cause: a part that camlucida does not know');
  const alert = page.getByRole("alert");
  expect(await alert.textContent()).toContain("incomplete.safetensors");
  await page.locator(".preferences select").first().selectOption("ja");
  expect(await alert.locator("p").first().textContent()).toMatch(/^うまくいきませんでした · incomplete\.safetensors このチェックポイント/);
  expect(await alert.locator("[lang=en]").textContent()).toContain("layer4.0.bn2.running_var"); // the detail, said to be in English
  expect(await alert.textContent()).toContain("詳細（英語）");
  expect(await page.locator("main").textContent()).not.toContain("まだ読み込まれていません"); // one is
  await page.locator(".preferences select").first().selectOption("en");
  await page.getByRole("alert").getByRole("button").click();
  expect(await pixelsOf(page)).toEqual(before);
  await page.locator(".class").nth(1).click(); // the network of before still answers
  await page.getByLabel("Method", { exact: true }).selectOption("grad-cam");
  await page.getByText("units of the score").waitFor();
  expect(names).toContain(await page.locator(".class .label").first().textContent());

  // A network whose answer is no number: no class is named, and the weight to blame is.
  await page.locator("input[type=file][accept*='.pth']").setInputFiles({ name: "damaged.safetensors", mimeType: "application/octet-stream", buffer: Buffer.from(damagedModel()) });
  await page.getByRole("alert").getByText("logits-not-finite").waitFor();
  expect(await page.getByRole("alert").textContent()).toContain("layer2.1.conv1.weight (1 of 576 numbers)");
  expect(await page.locator(".class").count()).toBe(0);
  expect(complaints).toEqual([]);
  await browser.close();
});
