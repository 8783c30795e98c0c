// The figures of the guide's first chapters, driven as a reader does: with a GPU and without one, on a wide screen by mouse and keyboard,
// on a phone by touch. Whatever is pointed at, the figure's own arithmetic meets what the engine computed.
import type { Browser, Locator, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser, openSite, type Site, violationsInAnyDress, visit, type Visit, withWebGpu } from "./site.ts";

let site: Site;
beforeAll(async () => { site = await openSite(); });
afterAll(() => site.close());

const wide = { viewport: { width: 1440, height: 900 } };
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

async function openFigure(browser: Browser, slug: string, options: object): Promise<Visit & { readonly figure: Locator }> {
  const visited = await visit(browser, `${site.address}#language=en&theme=light&mode=learn&chapter=${slug}`, options);
  const figure = visited.page.locator(`.live-figure[data-figure='${slug}'][data-live='tiny']`);
  await figure.locator(".meeting").first().waitFor();
  return { ...visited, figure };
}

/** What the figure reckoned and what the engine computed are one number, to 1e-5 of it, or of the largest of its parts where these cancel out. */
async function expectMeeting(figure: Locator): Promise<number> {
  const value = async (name: string): Promise<number> => Number(await figure.locator(`.meeting .${name}`).first().getAttribute("value"));
  const [own, engine] = [await value("own"), await value("engine")];
  const parts = (await figure.locator(".bars .bar-value").allTextContents()).map((text) => Math.abs(Number(text.replaceAll("−", "-"))));
  expect(Number.isFinite(own) && Number.isFinite(engine)).toBe(true);
  expect(Math.abs(own - engine)).toBeLessThanOrEqual(1e-5 * Math.max(Math.abs(engine), ...parts));
  return own;
}

/** Points at a share of a map's width and height, as this visitor does. */
async function pointAt(map: Locator, across: number, down: number, how: "mouse" | "touch"): Promise<void> {
  const box = await map.boundingBox();
  if (!box) throw new Error("the map is not to be seen");
  const position = { x: across * box.width, y: down * box.height };
  await (how === "mouse" ? map.hover({ position }) : map.tap({ position }));
}

const placeSaid = (map: Locator): Promise<string> => map.getAttribute("aria-label").then((label) => / (\d+, \d+)$/.exec(label ?? "")?.[1] ?? "");

/** A layer by a part of its name. */
async function chooseLayer(figure: Locator, part: RegExp): Promise<void> {
  const names = await figure.locator("select").first().locator("option").allTextContents();
  const at = names.findIndex((name) => part.test(name));
  expect(at, names.join()).toBeGreaterThanOrEqual(0);
  await figure.locator("select").first().selectOption({ index: at });
  await figure.locator(".meeting").first().waitFor();
}

const fits = (page: Page): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

describe.each([["gpu", withWebGpu], ["cpu", []]] as const)("on the %s", (device, args) => {
  let browser: Browser;
  beforeAll(async () => { browser = await openBrowser(args); });
  afterAll(() => browser.close());

  test.each([["mouse", wide], ["touch", phone]] as const)("a convolution, by %s", async (how, options) => {
    const { page, figure, complaints, close } = await openFigure(browser, "convolution", options);
    const output = figure.locator(".map-hit");
    const first = await expectMeeting(figure);
    await pointAt(output, 0.31, 0.47, how);
    await expect.poll(() => placeSaid(output)).toBe("31, 20"); // of 64×64
    const second = await expectMeeting(figure);
    expect(second).not.toBe(first);
    await output.focus();
    await page.keyboard.press("ArrowRight");
    expect(await placeSaid(output)).toBe("31, 21");
    await expectMeeting(figure);
    await pointAt(output, 0.3, 0.008, how); // the first row: the window reaches outside
    await figure.locator(".mark-shut").first().waitFor();
    await expectMeeting(figure);

    // The channels of the input: another one's window, kernel and sum.
    const bars = figure.locator(".bars [role=option]");
    await (how === "touch" ? bars.nth(1).tap() : bars.nth(1).click());
    const part = Number(await figure.locator(".part-sum").getAttribute("value"));
    expect(part).toBeCloseTo(Number((await bars.nth(1).locator(".bar-value").textContent())?.replaceAll("−", "-")), 3);

    // It plays along the row, and stops.
    const play = figure.getByRole("button", { name: "Play" });
    const began = await placeSaid(output);
    await play.click();
    await expect.poll(() => placeSaid(output)).not.toBe(began);
    await play.click();
    await expectMeeting(figure);

    // Other convolutions: strided, 1×1; other channels.
    await chooseLayer(figure, /^layer2\.0\.conv1/);
    await expect.poll(() => figure.textContent()).toContain("stride 2");
    await pointAt(output, 0.5, 0.5, how);
    await expectMeeting(figure);
    await figure.getByRole("button", { name: "Output channel: +1" }).click();
    await expectMeeting(figure);
    await chooseLayer(figure, /^layer2\.0\.(shortcut|downsample)\.0/);
    await expect.poll(() => figure.textContent()).toContain("Kernels of 1×1");
    await expectMeeting(figure);

    // Stride and padding make the output's size.
    const size = figure.locator("data.size");
    const slide = (name: string, to: string): Promise<void> => figure.getByRole("slider", { name, exact: true }).fill(to);
    expect(await size.textContent()).toBe("6");
    await slide("Stride", "2");
    expect(await size.textContent()).toBe("3");
    await slide("Padding", "0");
    expect(await size.textContent()).toBe("2");
    await slide("Kernel", "7");
    expect(await size.textContent()).toBe("0"); // it does not fit
    await slide("Padding", "1");
    expect(await size.textContent()).toBe("1");

    expect(await fits(page)).toBe(true);
    if (device === "cpu") expect(await violationsInAnyDress(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  test.each([["mouse", wide], ["touch", phone]] as const)("a pixel's way, by %s", async (how, options) => {
    const { page, figure, complaints, close } = await openFigure(browser, "pixel", options);
    const input = figure.locator(".map-hit");
    for (const [across, down] of [[0.2, 0.3], [0.95, 0.9], [0.6, 0.4]] as const) {
      await pointAt(input, across, down, how);
      await expect.poll(() => placeSaid(input)).toBe(`${Math.floor(down * 64) + 1}, ${Math.floor(across * 64) + 1}`);
      await figure.locator(".meeting").waitFor();
      await expectMeeting(figure);
    }
    const red = await expectMeeting(figure);
    await figure.getByLabel("Colour").selectOption({ label: "blue" });
    expect(await expectMeeting(figure)).not.toBe(red);
    await input.focus();
    await page.keyboard.press("ArrowLeft");
    await figure.locator(".meeting").waitFor();
    await expectMeeting(figure);
    // The weights of a row are whole.
    const weights = (await figure.locator(".resized thead th[title]").allTextContents()).map(Number);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 1); // three decimals of each
    expect(await fits(page)).toBe(true);
    if (device === "cpu") expect(await violationsInAnyDress(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  test.each([["mouse", wide], ["touch", phone]] as const)("a batch-norm and its fold, by %s", async (how, options) => {
    const { page, figure, complaints, close } = await openFigure(browser, "batch_norm", options);
    const map = figure.locator(".map-hit");
    await expectMeeting(figure);
    expect(await figure.locator(".distribution").count()).toBe(3);
    await pointAt(map, 0.7, 0.6, how);
    await expectMeeting(figure);
    await map.focus();
    await page.keyboard.press("ArrowDown");
    await expectMeeting(figure);
    await figure.getByRole("button", { name: "Channel: +1" }).click();
    await expectMeeting(figure);
    await chooseLayer(figure, /^layer2\.0\.bn2/); // the sum with the shortcut comes before its ReLU
    await expect.poll(() => figure.locator(".distribution").count()).toBe(2);
    await expectMeeting(figure);
    expect(await fits(page)).toBe(true);
    if (device === "cpu") expect(await violationsInAnyDress(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  test.each([["mouse", wide], ["touch", phone]] as const)("a block's two roads, by %s", async (how, options) => {
    const { page, figure, complaints, close } = await openFigure(browser, "shortcut", options);
    const maps = figure.locator(".map-hit");
    expect(await maps.count()).toBe(4);
    await expectMeeting(figure);
    await pointAt(maps.nth(1), 0.4, 0.55, how);
    await expectMeeting(figure);
    await maps.nth(2).focus();
    await page.keyboard.press("ArrowUp");
    await expectMeeting(figure);
    await figure.getByRole("button", { name: "Channel: +1" }).click();
    await expectMeeting(figure);
    // Backwards: what comes through the shortcut is the sum's gradient as it is.
    await figure.locator(".way-back .chain li").first().waitFor();
    expect(await figure.locator(".way-back .chain li").count()).toBe(3);
    await chooseLayer(figure, /^layer2\.0/);
    await expect.poll(() => figure.textContent()).toContain("The shortcut is a projection");
    await expectMeeting(figure);
    await figure.locator(".way-back").getByText("gradient of the sum").waitFor();
    expect(await fits(page)).toBe(true);
    if (device === "cpu") expect(await violationsInAnyDress(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  test("over the network and the photograph that are open", async () => {
    const { page, figure, complaints, close } = await openFigure(browser, "convolution", wide);
    await figure.locator(".over > summary").click();
    await figure.locator(".model .primary").click();
    for (const [slug, choose] of [["convolution", /^conv1 /], ["pixel", undefined], ["batch_norm", /^layer2\.0\.bn1/], ["shortcut", /^layer1\.1/]] as const) {
      await page.evaluate((chapter) => { location.hash = `language=en&theme=light&mode=learn&chapter=${chapter}`; }, slug);
      const open = page.locator(`.live-figure[data-figure='${slug}'][data-live='open']`);
      await open.locator(".meeting").first().waitFor();
      if (choose) await chooseLayer(open, choose);
      await expectMeeting(open);
    }
    expect(complaints).toEqual([]);
    await close();
  });
});
