// A page walked through by the Tab key: whatever can be pressed has to be met on the way, and be seen to be met.
import type { Page } from "playwright";

interface Noted {
  readonly pressable: WeakSet<EventTarget>;
}

/** In the page, before anything else: takes note of every element that listens to a pointer. */
export function noteListeners(): void {
  const pressable = new WeakSet<EventTarget>();
  Object.assign(globalThis, { pressable } satisfies Noted);
  const original = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (type: string, ...rest: [never, never]) {
    if (/^(click|dblclick|mousedown|mouseup|pointerdown|pointerup|touchstart)$/.test(type)) pressable.add(this);
    return original.call(this, type, ...rest);
  };
}

/** What can be pressed and is not met by Tab, or does not show that it is; and how many were met. */
export async function walk(page: Page): Promise<{ readonly met: number; readonly faults: string[] }> {
  await page.evaluate(fromTheTop);
  const met = new Set<number>();
  const faults: string[] = [];
  for (;;) {
    await page.keyboard.press("Tab");
    const here = await page.evaluate(whereFocusIs);
    if (!here || met.has(here.id)) break;
    met.add(here.id);
    if (!here.shown) faults.push(`no focus to be seen: ${here.html}`);
  }
  const missed = await page.evaluate(whatWasNotMet);
  return { met: met.size, faults: [...faults, ...missed.map((html) => `not met by Tab: ${html}`)] };
}

/** Presses Tab, from where the focus is and around, until what has it is what is looked for. */
export async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 300; presses++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)) return;
  }
  throw new Error(`Tab never comes to ${selector}.`);
}

/** In the page: the next Tab goes to what is first. */
function fromTheTop(): void {
  for (const marked of document.querySelectorAll("[data-met]")) marked.removeAttribute("data-met");
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
}

/** In the page. */
function whereFocusIs(): { readonly id: number; readonly html: string; readonly shown: boolean } | undefined {
  const element = document.activeElement as HTMLElement | SVGElement | null;
  if (!element || element === document.body) return undefined;
  element.dataset["met"] ??= String(document.querySelectorAll("[data-met]").length + 1);
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const outlined = outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
  const { color: ink } = getComputedStyle(document.documentElement);
  const framed = Array.from(element.querySelectorAll("rect")).some((rect) => getComputedStyle(rect).stroke === ink); // in a drawing
  const around = element.closest(".editor-window:focus-within"); // a window over a longer text: its frame is in sight wherever that is scrolled to
  const windowed = around !== null && parseFloat(getComputedStyle(around).outlineWidth) > 0 && getComputedStyle(around).outlineStyle !== "none";
  return { id: Number(element.dataset["met"]), html: element.outerHTML.slice(0, 120), shown: outlined || framed || windowed };
}

/** In the page: what is there to be pressed, by its kind, its role or its listeners. */
function whatWasNotMet(): string[] {
  const { pressable } = globalThis as unknown as Noted;
  const kinds = "a[href], button, input, select, textarea, summary, [tabindex='0'], [contenteditable]";
  const roles = "button, link, checkbox, switch, radio, tab, slider, option, menuitem, searchbox, textbox, combobox, spinbutton, application".split(", ").map((role) => `[role=${role}]`).join(", ");
  return Array.from(document.querySelectorAll<HTMLElement>("body *"))
    .filter((element) => element.matches(`${kinds}, ${roles}`) || pressable.has(element))
    .filter((element) => !element.matches(":disabled") && element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0)
    .filter((element) => !element.hasAttribute("data-met"))
    .filter((element) => element.role !== "option" || element.closest("[role=listbox][data-met]") === null) // a list is one stop: the arrow keys go on
    .filter((element) => element.role !== "treeitem" || element.closest("[role=tree]")?.querySelector("[data-met]") === null) // so is a tree
    .map((element) => element.outerHTML.slice(0, 120));
}
