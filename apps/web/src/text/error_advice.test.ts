// Whatever goes wrong is said in the visitor's language, and never asks for a developer's command.
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { adviceOn } from "./error_advice.ts";

const root = resolve(import.meta.dirname, "../../../..");
const sources = ["packages/tensor/src", "packages/cam/src", "weights/src/browser", "apps/web/src"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path) && !path.includes(".test."))
    .map((path) => ({ path: join(folder, path), text: readFileSync(join(root, folder, path), "utf8") })));

/** The codes of every error that is made with its code beside it, which is how the sources make nearly all. */
const codes = [...new Set(sources.flatMap(({ text }) => [...text.matchAll(/Error\(\s*"([a-z0-9]+(?:-[a-z0-9]+)*)"/g)].map(([, code]) => code as string)))];

/** Of programs, not of what a visitor does: a call too early, a shape that does not fit, a name that nobody can type here. */
const internal = /^(stage|phase|input|attribute|steps|box|noise|tolerance|percentages|disposed|no-maps|no-features|no-adjoint|not-live|alpha-.*|cell-.*|channel-.*|class-unknown|colour-map-.*|features-shape|layer-unknown|parameter-unknown|number-unknown|example-shape|lab-rung|map-.*|region-.*|scale-.*|tones-.*|unknown-value)$/;

/** Never shown: see `report` and the player. */
const unseen = ["given-up", "live-interrupted", "stopped"];

test("every error's code has words of its own, in both languages", () => {
  expect(codes.length).toBeGreaterThan(50);
  for (const language of ["en", "ja"] as const) {
    const fallback = adviceOn("internal", language);
    expect(codes.filter((code) => !internal.test(code) && !unseen.includes(code) && adviceOn(code, language) === fallback)).toEqual([]);
  }
});

test("what nobody foresaw is said in Japanese too", () => {
  for (const code of ["internal", "steps", ""]) expect(adviceOn(code, "ja")).toMatch(/^予期しない/);
  for (const code of codes) expect(adviceOn(code, "ja")).toMatch(/[ぁ-ん]/);
});

test("an exact code goes before the first word of it", () => {
  expect(adviceOn("labels-alone", "ja")).not.toBe(adviceOn("labels-malformed", "ja"));
  expect(adviceOn("model-unreachable", "en")).not.toBe(adviceOn("model-digest", "en"));
});

test("the page's own sources name no command of a developer", () => {
  const named = sources.filter(({ path, text }) => path.startsWith("apps/web") && /npm run|npx /.test(text)).map(({ path }) => path);
  expect(named).toEqual([]);
});
