// Names that try to be more than names, and reports at the edges of what there can be: none of it runs, all of it is shown as text.
import type { ReportData } from "@camlucida/report";
import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { violations } from "./dress.ts";
import { generated } from "./generated.ts";
import { galleryCount, openBrowser, openReport, writeFolder } from "./report_page.ts";

let browser: Browser;
beforeAll(async () => { browser = await openBrowser(); });
afterAll(() => browser.close());

const script = "</script><img src=x onerror=alert(1)>";
const hostile = [script, "<!--<script>alert(2)</script>", "\u2028\u2029'\"`${alert(3)}", "javascript:alert(4)", "__proto__", "&lt;b&gt;&amp;", "\u202egpj.kcatta", "a".repeat(300)];

test("hostile labels, file names, messages and words are text, and ask for nothing", async () => {
  const usual = generated({ pictures: 24, labels: hostile, truth: true, alarm: true, nameOf: (picture, label) => `${label}#${picture}?x=%00` });
  const data: ReportData = {
    ...usual, failures: [{ image: script, code: script, message: script }],
    maps: { ...usual.maps, overlay: usual.maps.overlay.map((_, map) => ["javascript:alert(5)", "https://example.com/tracked.png", "//example.com/tracked.png", "\"><script>alert(6)</script>"][map % 4] as string) },
    origin: { ...usual.origin, version: script, truth: script, models: usual.origin.models.map((model) => ({ ...model, name: script, preprocessing: script })), runs: [{ version: script, words: [script, "$(touch x)"], settings: script, shard: script }] },
  };
  const folder = await writeFolder(data);
  for (const opened of ["", "#class=0", "#map=1", "#map=2", "#map=3", "#map=4", "#text=%3C/script%3E%3Cimg%20src=x%20onerror=alert(7)%3E"]) {
    const { page, complaints, close } = await openReport(browser, `${folder.address}${opened}`);
    await page.locator("summary").evaluateAll((all) => all.forEach((summary) => { (summary.parentElement as HTMLDetailsElement).open = true; }));
    expect(await page.locator("img:not([src^=thumbnails])").evaluateAll((all) => all.filter((image) => !image.closest(".overlay")).length)).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(complaints.filter((complaint) => !complaint.includes("ERR_FILE_NOT_FOUND"))).toEqual([]); // the last of those overlays is a name that no file has
    await close();
  }
  const { page, close } = await openReport(browser, folder.address);
  expect(await page.locator("h1").textContent()).toBe(`${script} on 24 pictures`);
  expect(await page.locator(".command code").textContent()).toBe(`npx camlucida '${script}' '$(touch x)'`);
  await page.getByLabel("Is", { exact: true }).selectOption({ label: script });
  await expect.poll(() => galleryCount(page)).toBe("3 of 24 pictures");
  await close();
  await folder.remove();
});

const shapes = ["circle", "square"];
const usual = { pictures: 8, labels: shapes, truth: true, alarm: false };
const nothing: ReportData = {
  ...generated({ ...usual, pictures: 0, truth: false }), counts: { explained: 0, failed: 3, skipped: 2 }, groups: [], classes: [], metrics: [],
  origin: { version: "0.1.0", models: [], devices: [], runs: [], truth: null },
};

test.each<[string, ReportData, string]>([
  ["without an alarm", generated({ ...usual, pictures: 80 }), "Nothing unusual was found."],
  ["of too few pictures to compare", generated(usual), "This could not be looked for"],
  ["without truth", generated({ ...usual, truth: false }), "Which class each picture is of is not known"],
  ["of one picture", generated({ ...usual, pictures: 1 }), "1 picture"],
  ["of no picture at all", nothing, "left out: their results were there already"],
])("a report %s is whole", async (_, data, said) => {
  const folder = await writeFolder(data);
  const { page, complaints, close } = await openReport(browser, folder.address);
  await page.getByText(said).first().waitFor();
  expect(await violations(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
  await folder.remove();
});

test("a report of another form than the page knows says so", async () => {
  const folder = await writeFolder({ ...generated(usual), form: 2 as unknown as 1 });
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(folder.address);
  expect(await page.locator("#page").textContent()).toContain("was written by another version");
  await context.close();
  await folder.remove();
});
