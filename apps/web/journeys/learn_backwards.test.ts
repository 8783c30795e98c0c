// The guide's figures of gradients and of methods, driven as a reader does: with a GPU and without one, by mouse, keyboard and touch. What
// the figures reckon meets what the engine computed; a difference meets the gradient, and where it cannot, that is said.
import type { Browser, Locator, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openChapter } from "./guide.ts";
import { walk } from "./keyboard.ts";
import { loadNetwork, openBrowser, openSite, type Site, visit, type Visit, withWebGpu } from "./site.ts";

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

const press = (target: Locator, how: "mouse" | "touch"): Promise<void> => (how === "touch" ? target.tap() : target.click());
const fits = (page: Page): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
const valueOf = async (data: Locator): Promise<number> => Number(await data.getAttribute("value"));

/** What a figure reckoned and what the engine computed, to 1e-5 of it. */
async function expectMeeting(meeting: Locator): Promise<number> {
  const [own, engine] = [await valueOf(meeting.locator(".own")), await valueOf(meeting.locator(".engine"))];
  expect(Number.isFinite(own)).toBe(true);
  expect(Math.abs(own - engine)).toBeLessThanOrEqual(1e-5 * Math.abs(engine));
  return engine;
}

/** Once it is there for what is chosen. */
async function verdict(figure: Locator): Promise<{ readonly verdict: string | null; readonly quotient: number; readonly gradient: number }> {
  await figure.locator(".verdict").waitFor();
  return {
    verdict: await figure.locator(".verdict").getAttribute("data-verdict"),
    quotient: await valueOf(figure.locator(".quotient-value")), gradient: await valueOf(figure.locator(".gradient-value")),
  };
}

describe.each([["with WebGPU", withWebGpu], ["without", []]] as const)("%s", (_, args) => {
  let browser: Browser;
  beforeAll(async () => { browser = await openBrowser(args); });
  afterAll(() => browser.close());

  test.each([["mouse", wide], ["touch", phone]] as const)("backwards through a block, by %s: each step's numbers meet, and the logit does what the gradient says", async (how, options) => {
    const { page, figure, complaints, close } = await openFigure(browser, "gradients", options);
    const forth = figure.getByRole("button", { name: "Steps back: +1" });
    await figure.locator(".stepper input[type=range]").fill("0");
    const ops: string[] = [];
    for (let step = 0; step < 13; step++) {
      await figure.locator(".comes-back").waitFor();
      ops.push(...(await figure.locator(".comes-back li strong").allTextContents()).map((text) => /\((\w+)\)/.exec(text)?.[1] ?? ""));
      await expectMeeting(figure.locator(".comes-back .meeting")); // of the strongest gradient of this value, or of the one that was chosen before
      const { verdict: said, quotient, gradient } = await verdict(figure);
      // Where they agree: 1e-3 of the gradient, and float32's rounding of a logit of order 1 over h = 1/16.
      if (said === "agrees") expect(Math.abs(quotient - gradient)).toBeLessThan(1e-3 * Math.abs(gradient) + 1e-5);
      const name = await figure.locator(".step-name").textContent();
      await press(forth, how);
      await expect.poll(() => figure.locator(".step-name").textContent()).not.toBe(name);
    }
    expect(ops).toEqual(expect.arrayContaining(["linear", "global_average_pool", "relu", "add", "batch_norm", "conv"]));
    expect(ops.length).toBeGreaterThan(13); // a value with two readers was among them
    expect(await fits(page)).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  });

  test("a large step turns a gate, which is said; a shut gate hands nothing back", async () => {
    const { page, figure, complaints, close } = await openFigure(browser, "gradients", wide);
    await figure.locator(".stepper input[type=range]").focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => figure.locator(".step-name").textContent()).toContain("bn2");
    await page.keyboard.press("ArrowLeft");
    await figure.locator(".gradient-maps figure").nth(3).waitFor(); // value, arriving, gates, gradient: before a ReLU
    expect((await verdict(figure)).verdict).toBe("agrees");
    await figure.locator(".difference select").selectOption("16");
    await expect.poll(() => figure.locator(".verdict").getAttribute("data-verdict").catch(() => null)).toBe("bend");
    const map = figure.locator(".map-hit").first();
    await map.focus();
    const shut = figure.locator(".comes-back", { hasText: "its gate is shut" });
    for (let press = 0; press < 12 && (await shut.count()) === 0; press++) await page.keyboard.press("ArrowRight");
    expect(await shut.count()).toBe(1);
    expect(await expectMeeting(figure.locator(".comes-back .meeting"))).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  test.each([["mouse", wide], ["touch", phone]] as const)("methods, by %s: weights meet the engine's; they differ in the middle and are one at the end", async (how, options) => {
    const { page, figure, complaints, close } = await openFigure(browser, "methods", options);
    const meetings = figure.locator(".reckoned .meeting");
    const expectAll = async (): Promise<void> => { for (const meeting of await meetings.all()) await expectMeeting(meeting); };
    expect(await meetings.count()).toBe(3);
    expect(await figure.locator(".meets").textContent()).toMatch(/Before the last layer.*up to \d+\.\d %/);
    await expectAll();
    const before = await figure.locator(".channel-maps figcaption").first().textContent();
    await press(figure.locator(".weight-row").nth(2), how);
    await expect.poll(() => figure.locator(".channel-maps figcaption").first().textContent()).not.toBe(before);
    await expectAll();
    await figure.locator(".weight-table [role=listbox]").focus();
    await page.keyboard.press("ArrowDown");
    expect(await figure.locator(".weight-row").nth(3).getAttribute("aria-selected")).toBe("true");
    await expectAll();
    expect(await figure.locator("[data-method='cam'] canvas").count()).toBe(0);

    await figure.locator(".methods-figure select").first().selectOption({ index: (await figure.locator(".methods-figure select").first().locator("option").count()) - 1 });
    await figure.locator("[data-method='cam'] canvas").waitFor();
    const [, difference = "", cells = "", ofCam = ""] = /they differ by (\S+) of its strongest cell\. CAM is (\d+) times that map, to (\S+)\.$/.exec((await figure.locator(".meets").textContent())?.replaceAll("−", "-").replace("{ }", "").trim() ?? "") ?? [];
    // Sums of 24 products in float32, in three orders.
    expect(Number(difference)).toBeLessThan(1e-5);
    expect(Number(ofCam)).toBeLessThan(1e-5);
    expect(Number(cells)).toBe(256);
    await expectAll();
    expect(await fits(page)).toBe(true);
    expect(complaints).toEqual([]);
    await close();
  });

  test("over the network and the photograph that are open", async () => {
    const { page, complaints, close } = await visit(browser, site.address, wide);
    await loadNetwork(page);
    await openChapter(page, "gradients", { language: "ja", theme: "dark" });
    const gradients = page.locator(".live-figure[data-figure='gradients'][data-live='open']");
    await gradients.locator(".comes-back .meeting").waitFor();
    await expectMeeting(gradients.locator(".comes-back .meeting"));
    expect(["agrees", "rounding", "bend"]).toContain((await verdict(gradients)).verdict);
    const slider = gradients.locator(".stepper input[type=range]");
    await slider.fill(await slider.getAttribute("max") ?? ""); // the image itself
    await expect.poll(() => gradients.locator(".step-name").textContent()).toContain("画像");
    await gradients.locator(".comes-back .meeting").waitFor();
    await expectMeeting(gradients.locator(".comes-back .meeting"));
    await openChapter(page, "methods", { language: "ja", theme: "dark" });
    const methods = page.locator(".live-figure[data-figure='methods'][data-live='open']");
    await methods.locator(".reckoned .meeting").first().waitFor();
    for (const meeting of await methods.locator(".reckoned .meeting").all()) await expectMeeting(meeting);
    expect(complaints).toEqual([]);
    await close();
  });
});

test.each(["gradients", "methods", "any_network"])("%s: whatever can be pressed is met by Tab, and seen to be", async (slug) => {
  const browser = await openBrowser();
  const { page, close } = await visit(browser, site.address, wide);
  await openChapter(page, slug, { language: "en", theme: "light" });
  await page.locator(".meeting, .node-row").first().waitFor();
  const { faults, met } = await walk(page);
  expect(faults).toEqual([]);
  expect(met).toBeGreaterThan(25);
  await close();
  await browser.close();
});
