// The command line's manual, in both languages, against what the command line is.
import { colourMaps, methods, usesLastLayerOnly, usesNoLayer, type Method } from "@camlucida/cam";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { withTables } from "./markdown_tables.ts";
import { options } from "./option_table.ts";

const textOf = (path: string): string => readFileSync(new URL(`../../../../docs/${path}`, import.meta.url), "utf8");

/** The cells of the first columns of the table of methods. */
const rowsIn = (text: string): string[][] => text.split("\n").filter((line) => /^\| `[a-z][a-z+-]+` \|(?:[^|]*\|){3}$/.test(line)).map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));

const placeOf = (method: Method): string => (usesLastLayerOnly(method) ? "the last" : usesNoLayer(method) ? "the image" : "any");
const placesInJapanese: Readonly<Record<string, string>> = { "the last": "最終層", "the image": "画像", any: "任意" };

/** What a method costs beside the forward pass that everything shares. */
const costs: Readonly<Record<Method["weights"]["from"], readonly [RegExp, RegExp]>> = {
  classifier: [/^nothing$/, /^なし$/],
  features: [/^nothing$/, /^なし$/],
  gradient: [/^a backward pass/, /^その層までの逆伝播/],
  passes: [/^a forward pass for each channel/, /^チャネルごとに順伝播/],
  image: [/^a backward pass to the image/, /^画像までの逆伝播/],
};

describe.each(["cli.md", "cli.ja.md"])("docs/%s", (name) => {
  const text = textOf(name);
  const language = name.includes(".ja.") ? 1 : 0;

  test("names every method in order, with its use, its layers and its cost", () => {
    const rows = rowsIn(text);
    expect(rows.map(([method]) => method)).toEqual(methods.map((method) => `\`${method.name}\``));
    methods.forEach((method, at) => {
      const [, use, layers, cost] = rows[at] ?? [];
      expect(layers).toBe(language === 0 ? placeOf(method) : placesInJapanese[placeOf(method)]);
      expect(cost).toMatch(costs[method.weights.from][language]);
      if (language === 0) expect(use).toBe(method.use);
    });
  });

  test("explains every option", () => {
    expect(options.filter((option) => !new RegExp(`--${option.name}(?![\\w-])`).test(text)).map((option) => option.name)).toEqual([]);
  });
});

test("the tables of docs/cli.md are made of the table of options (renew them: npx vitest run src/arguments/manual.test.ts -u)", async () => {
  const text = textOf("cli.md");
  expect(text.match(/<!-- options/g)?.length).toBeGreaterThan(10);
  await expect(withTables(text, Object.keys(colourMaps))).toMatchFileSnapshot("../../../../docs/cli.md");
});
