// What no browser of the journeys shows: the bars as Firefox draws them. Looked at in Firefox 153; kept by the sheet's own text.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const css = readFileSync(join(import.meta.dirname, "page.css"), "utf8").replace(/\/\*[^]*?\*\//g, "");
const rules = [...css.matchAll(/([^{}]+)\{([^{}]*)\}/g)].map(([, selector = "", body = ""]) => ({ selector: selector.trim(), body }));
const bodyOf = (selector: string): string => rules.filter((rule) => rule.selector === selector).map(({ body }) => body).join("");

test("bars have the page's colours in every engine: Firefox's own are green on white", () => {
  expect(bodyOf("progress, meter")).toMatch(/appearance: none.*background: var\(--line\)/);
  for (const part of ["::-moz-progress-bar", ":-moz-meter-optimum::-moz-meter-bar", "::-webkit-progress-value", "::-webkit-meter-optimum-value"]) {
    expect(bodyOf(part)).toContain("background: var(--accent)");
  }
});

test("no list of selectors holds one engine's parts and another's: none would know it", () => {
  expect(rules.filter(({ selector }) => selector.includes(",") && /::-(moz|webkit)-/.test(selector))).toEqual([]);
});

test("a select that cannot be used looks it", () => {
  expect(bodyOf(".choice select:disabled")).toMatch(/color: var\(--soft\).*dashed/);
});
