// What axe finds, and what the Tab key meets.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong in both themes, in short. */
export async function violations(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const theme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.evaluate(axe); // by the debugger, which no policy binds
    found.push(...await page.evaluate(async () => {
      const { axe: tool } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> } };
      return (await tool.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 120)} ${failureSummary}`).join(" | ")}`);
    }).then((some) => some.map((text) => `${theme}: ${text}`)));
  }
  return found;
}

/** Presses Tab from the top of the page until it comes round. @returns what was met, and what is wrong: no focus to be seen, or not met at all */
export async function walk(page: Page): Promise<{ readonly met: number; readonly faults: string[] }> {
  await page.evaluate(() => { (document.activeElement as HTMLElement | null)?.blur(); scrollTo(0, 0); });
  const faults: string[] = [];
  let met = 0;
  for (;;) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate(whereFocusIs);
    if (here === undefined) break;
    met++;
    if (!here.shown) faults.push(`no focus to be seen: ${here.html}`);
  }
  return { met, faults: [...faults, ...await page.evaluate(whatWasNotMet)] };
}

/** In the page: undefined outside it, and where it was before. */
function whereFocusIs(): { readonly html: string; readonly shown: boolean } | undefined {
  const element = document.activeElement as HTMLElement | null;
  if (!element || element === document.body || element.dataset["met"] !== undefined) return undefined;
  element.dataset["met"] = "";
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  return { html: element.outerHTML.slice(0, 120), shown: outlineStyle !== "none" && parseFloat(outlineWidth) > 0 };
}

/** In the page: what is there to be pressed. Of a grid and of a table one stop is met: the arrow keys go on. */
function whatWasNotMet(): string[] {
  return Array.from(document.querySelectorAll<HTMLElement>("a[href], button, input, select, summary"))
    .filter((element) => element.checkVisibility() && !element.matches(":disabled, [data-met]"))
    .filter((element) => !element.closest("[role=grid], .matrix")?.querySelector("[data-met]"))
    .map((element) => `not met by Tab: ${element.outerHTML.slice(0, 120)}`);
}
