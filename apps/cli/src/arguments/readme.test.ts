import { methods, usesLastLayerOnly, usesNoLayer, type Method } from "@camlucida/cam";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const readme = readFileSync(new URL("../../../../README.md", import.meta.url), "utf8");

/** The cells of the first columns of the table of methods. */
const rows = (readme.split("## Methods")[1]?.split("\n## ")[0] ?? "").split("\n")
  .filter((line) => /^\| `[^-]/.test(line))
  .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));

const placeOf = (method: Method): string => (usesLastLayerOnly(method) ? "the last" : usesNoLayer(method) ? "the image" : "any");

/** What a method costs beside the forward pass that everything shares. */
const costs: Readonly<Record<Method["weights"]["from"], RegExp>> = {
  classifier: /^nothing$/, features: /^nothing$/, gradient: /^a backward pass/, passes: /^a forward pass for each channel/, image: /^a backward pass to the image/,
};

test("the README's table names every method in order, with its use, its layers and its cost", () => {
  expect(rows.map(([name]) => name)).toEqual(methods.map(({ name }) => `\`${name}\``));
  methods.forEach((method, at) => {
    const [, use, layers, cost] = rows[at] ?? [];
    expect([use, layers]).toEqual([method.use, placeOf(method)]);
    expect(cost).toMatch(costs[method.weights.from]);
  });
});
