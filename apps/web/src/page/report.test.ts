// What "Everything (.json)" holds of a map that makes no picture, and of one of no class.
import { expect, test } from "vitest";
import type { Page } from "./page.ts";
import { reportOf } from "./report.ts";

interface Report {
  readonly model: object;
  readonly maps: readonly [object];
}

function reported(method: string, values: readonly number[], classes = 2): Report {
  const numbers = (count: number): Float32Array => new Float32Array(count).fill(0.5);
  const prediction = { logits: numbers(classes), probabilities: numbers(classes), ranking: [0], mapWidth: 2, mapHeight: 1, classMaps: numbers(2 * classes), bias: numbers(classes) };
  const page = {
    photo: { value: { name: "a.png", width: 2, height: 1, prediction } },
    model: { value: { name: "tiny", sha256: "", classes } },
    device: { value: undefined },
    map: { value: { method, layer: "layer4", width: 2, height: 1, values: Float32Array.from(values) } },
    target: { value: { classIndex: 0 } },
    settings: { value: { framing: "squash", view: "signed" } },
    labelOf: (index: number) => `class ${index}`,
  } as unknown as Page;
  return JSON.parse(JSON.stringify(reportOf(page))) as Report;
}

test("a number that is none is explained", () => {
  expect(reported("grad-cam", [1, 2]).maps[0]).toMatchObject({ class: 0, min: 1, statement: null });
  expect(reported("grad-cam", [NaN, NaN]).maps[0]).toMatchObject({ min: null, statement: { code: "map-not-finite", message: "the map is not usable: 2 of its values are not finite" } });
  expect(reported("eigen-cam", [0, 0]).maps[0]).toMatchObject({ class: null, label: null, logit: null, statement: { code: "map-zero", message: "the map is zero everywhere" } });
});

test("what the probabilities are is said", () => {
  expect([2, 1].map((classes) => reported("cam", [1, 2], classes).model)).toMatchObject([{ probabilities: "softmax" }, { probabilities: "sigmoid" }]);
});
