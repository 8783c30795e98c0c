// The drawings of docs/architecture.md are what the sources are: `npm run architecture` draws them anew.
import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { architecture, wayOfAPhotograph } from "../../scripts/architecture/draw.mjs";
import { importsOf, partsOf } from "../../scripts/architecture/imports.mjs";
import { reduced, rowsOf } from "../../scripts/architecture/order.mjs";
import { photograph } from "../../scripts/architecture/photograph.mjs";
import { words } from "../../scripts/architecture/words.mjs";

const root = resolve(import.meta.dirname, "../..");
const drawn = (name: string): Promise<string> => readFile(join(root, "docs", name), "utf8");

test("docs/architecture.svg has the imports that are in the sources", async () => {
  expect(await drawn("architecture.svg"), "run `npm run architecture`, and look at what changed").toBe(architecture(root));
  expect(await drawn("photograph.svg")).toBe(wayOfAPhotograph());
});

test("what is read is what stands in the sources", () => {
  const lines = new Map(importsOf(root).map(({ from, to, files }) => [`${from} → ${to}`, files]));
  expect(lines.get("packages/tensor/ops → packages/tensor/graph")).toBeGreaterThan(30);
  expect(lines.get("packages/tensor/devices → packages/tensor/ops")).toBeGreaterThan(5);
  expect(lines.get("packages/element → apps/cli")).toBeGreaterThan(0);
  expect([...lines.keys()].filter((line) => /^packages\/tensor.* → (?!packages\/tensor)|^packages\/cam.* → (?!packages\/(cam|tensor))/.test(line))).toEqual([]);
  expect([...lines.keys()].filter((line) => line.startsWith("packages/tensor/graph"))).toEqual(["packages/tensor/graph → packages/tensor/ops"]); // .oxlintrc.json names the files
});

test("every folder has its words, and every stage its file", async () => {
  expect(Object.keys(words).toSorted()).toEqual(Object.values(partsOf(root)).flat().toSorted());
  for (const { file } of photograph) await expect(stat(join(root, file)), file).resolves.toBeDefined();
});

test("imports go down but where fewer files go against more, and what others say is left out", () => {
  const lines = [{ from: "a", to: "b", files: 5 }, { from: "b", to: "c", files: 3 }, { from: "a", to: "c", files: 9 }, { from: "c", to: "b", files: 1 }];
  const rows = rowsOf(["c", "b", "a"], lines);
  expect(rows).toEqual([["a"], ["b"], ["c"]]);
  expect(reduced(lines, rows)).toEqual([lines[0], lines[1], { ...lines[3], up: true }]);
});
