// `node scripts/tool.mjs packages/report/journeys/measure.ts`: how long a report takes to be seen and a filter to be followed, over 60 and over
// 10,000 pictures, opened from the disk. Medians and the slowest of several; no test depends on them.
import process from "node:process";
import { chromium } from "../../../scripts/system.mjs";
import { ensurePage } from "../build/page.mjs";
import { generated } from "./generated.ts";
import { openBrowser, openReport, writeFolder } from "./report_page.ts";

const times = 5;

process.env["CHROMIUM"] ??= chromium() ?? "";
await ensurePage();
const browser = await openBrowser();
for (const [pictures, classes] of [[60, 6], [10_000, 100]] as const) {
  const labels = Array.from({ length: classes }, (_, at) => `class number ${at}`);
  const folder = await writeFolder(generated({ pictures, labels, truth: true, alarm: true }));
  const [paints, filters]: [number[], number[]] = [[], []];
  for (let time = 0; time < times; time++) {
    const { page, close } = await openReport(browser, folder.address);
    paints.push(await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN));
    filters.push(...await page.evaluate(filterTimes));
    await close();
  }
  console.log(`${pictures} pictures: first contentful paint ${said(paints)}; a filter followed ${said(filters)}`);
  await folder.remove();
}
await browser.close();

function said(milliseconds: readonly number[]): string {
  const sorted = [...milliseconds].sort((one, other) => one - other);
  return `${Math.round(sorted[Math.floor(sorted.length / 2)] as number)} ms, at most ${Math.round(sorted.at(-1) as number)} ms`;
}

/** In the page: from what somebody types or chooses to the end of the frame that shows it, each in milliseconds. */
async function filterTimes(): Promise<number[]> {
  const shown = (): Promise<void> => new Promise((done) => { requestAnimationFrame(() => { setTimeout(done); }); });
  document.getElementById("gallery")?.scrollIntoView();
  const taken: number[] = [];
  const steps = [["File name holds", "input", "0"], ["File name holds", "input", "00"], ["File name holds", "input", ""], ["Answer", "change", "wrong"], ["Order", "change", "name"], ["Answer", "change", ""], ["Order", "change", "border"], ["Probability from", "input", "0.5"], ["At the border from", "input", "0.3"]] as const;
  for (const [name, event, value] of steps) {
    const control = document.querySelector<HTMLInputElement>(`form.filters [aria-label="${name}"]`) ?? document.querySelector<HTMLInputElement>("form.filters [type=search]");
    if (!control) throw new Error(`the gallery has no "${name}".`);
    await shown();
    const before = performance.now();
    control.value = value;
    control.dispatchEvent(new Event(event, { bubbles: true }));
    await shown();
    taken.push(performance.now() - before);
  }
  return taken;
}
