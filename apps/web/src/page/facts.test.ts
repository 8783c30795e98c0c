import { classMapOf, contrastOf, contributionsAt, methods, openNetwork, type RawMap } from "@camlucida/cam";
import { deviceOf, seeded, tinyResnet } from "@camlucida/tensor/testing";
import { afterAll, describe, expect, test } from "vitest";
import {
  channelsOf, factsOf, isLinear, isShareAtLast, madeOf, placeOf, reportOf, subjectOf, unitNamed, wayOf, weightsOf,
} from "./facts.ts";
import type { PagePrediction } from "./gallery.ts";
import type { Page } from "./page.ts";
import { english } from "../text/en.ts";
import { japanese } from "../text/ja.ts";

const checkpoint = { tensors: tinyResnet(), metadata: {}, skipped: [] };
const requests = methods.filter(({ name }) => name !== "cam").map((method) => ({ method, layer: "layer3" }));
const network = await openNetwork(checkpoint, deviceOf(undefined));
const pass = await network.forward([seeded(1, 224 * 224 * 3)], { thenMaps: requests, detail: "maps and their sums" });
const prediction: PagePrediction = { ...pass.prediction, bias: network.bias };
afterAll(() => network.dispose());

const [a, b, alpha] = [0, 2, 0.6];
const contrast = { classIndex: a, against: { classIndex: b, alpha } };
const answer = (target: { readonly classIndex: number; readonly against?: { readonly classIndex: number; readonly alpha: number } }): Promise<RawMap[]> =>
  pass.maps(requests, contrastOf(target.classIndex, target.against?.classIndex ?? a, target.against?.alpha ?? 0, 3), { detail: "maps and their sums" });

describe("a cell of a class map", () => {
  const cell = { x: 5, y: 2 };
  const map = classMapOf(prediction, { classIndex: a });

  test("its value is the map's, and divided by the number of cells it is its share of the logit", () => {
    const { value, share, cells } = factsOf(map, cell, { classIndex: a }, []);
    expect([value, cells, share]).toEqual([map.values[2 * 7 + 5], 49, value / 49]);
    const shares = Array.from(map.values, (_, at) => factsOf(map, { x: at % 7, y: Math.floor(at / 7) }, { classIndex: a }, []).share as number);
    // float32 logits of about 1, sums of 49
    expect(shares.reduce((sum, one) => sum + one, prediction.bias[a] as number)).toBeCloseTo(prediction.logits[a] as number, 4);
  });

  test("a contrast has both parts, and its channels are those of the difference", () => {
    const difference = classMapOf(prediction, contrast);
    const { value, share, parts } = factsOf(difference, cell, contrast, [map, classMapOf(prediction, { classIndex: b })]);
    expect(parts?.first).toBe(map.values[2 * 7 + 5]);
    expect((parts?.first as number) - alpha * (parts?.second as number)).toBeCloseTo(value, 5);
    const weights = weightsOf([network.classWeights(a), network.classWeights(b)], contrast) as Float32Array;
    const channels = channelsOf({ ...difference, sum: { features: prediction.features as Float32Array, weights } }, cell);
    expect(channels?.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(share as number, 5);
  });

  test("without the features, as in what was computed beforehand, no channels are named", () => {
    expect(channelsOf(map, cell)).toBeUndefined();
    expect(weightsOf([network.classWeights(a)], contrast)).toBeUndefined(); // the second row is on its way
  });
});

test("a cell of any other map at 14×14, beyond row and column 7: its own value, its own channels, no share of the logit", async () => {
  for (const map of await answer({ classIndex: a })) {
    const pixels = madeOf(map.method) === "pixels";
    expect([map.method, map.width]).toEqual([map.method, pixels ? 224 : 14]);
    const cell = { x: 12, y: 9 };
    const { value, share } = factsOf(map, cell, { classIndex: a }, []);
    expect([map.method, value, share]).toEqual([map.method, map.values[9 * map.width + 12], undefined]);
    const channels = channelsOf(map, cell);
    expect([map.method, channels !== undefined]).toEqual([map.method, madeOf(map.method) === "channels"]);
    if (!channels || !map.sum) continue;
    const largest = map.values.reduce((most, some) => Math.max(most, Math.abs(some)), 0);
    // float32 sums of 16 products in another order
    expect(Math.abs(channels.reduce((sum, { contribution }) => sum + contribution, 0) - value), map.method).toBeLessThanOrEqual(2e-6 * largest);
    expect(channels).toEqual(contributionsAt({ features: map.sum.features, mapWidth: 14, mapHeight: 14 }, map.sum.weights, cell).strongest);
  }
});

test("which maps of a difference are the difference of the maps", async () => {
  const [both, first, second] = [await answer(contrast), await answer({ classIndex: a }), await answer({ classIndex: b })];
  both.forEach((map, at) => {
    const [one, other] = [first[at]?.values, second[at]?.values] as [Float32Array, Float32Array];
    const largest = Math.max(...[map.values, one, other].map((values) => values.reduce((most, some) => Math.max(most, Math.abs(some)), 0)));
    const off = map.values.reduce((most, value, i) => Math.max(most, Math.abs(value - ((one[i] as number) - alpha * (other[i] as number)))), 0);
    // linear: float32 sums in another order, 1e-5; else they differ by some percent at least
    if (isLinear(map.method)) expect(off, map.method).toBeLessThan(1e-5 * largest);
    else expect(off, map.method).toBeGreaterThan(1e-3 * largest);
  });
});

test("at the last layer a cell of Grad-CAM, HiResCAM and XGrad-CAM is what it adds to the logit", async () => {
  const last = methods.filter(({ name }) => name !== "cam" && madeOf(name) === "channels").map((method) => ({ method, layer: "layer4" }));
  const shares = classMapOf(prediction, { classIndex: a }).values.map((value) => value / 49);
  const largest = shares.reduce((most, share) => Math.max(most, Math.abs(share)), 0);
  for (const { method, layer, values } of await pass.maps(last, contrastOf(a, a, 0, 3))) {
    const off = values.reduce((most, value, at) => Math.max(most, Math.abs(value - (shares[at] as number))), 0);
    expect([method, off < 1e-5 * largest]).toEqual([method, isShareAtLast(method, layer)]);
    expect(isShareAtLast(method, "layer3")).toBe(false);
  }
});

test("units and places by method", () => {
  expect(["cam", "grad-cam", "eigen-cam", "eigengrad-cam", "input-gradient"].map(unitNamed)).toEqual(["logits", "score", "features", "score", "score"]);
  expect(["layer-cam", "input-gradient", "guided-grad-cam"].map((method) => placeOf({ method, layer: "layer3" }))).toEqual(["layer3", "image", "layer3"]);
});

/** What "Everything (.json)" holds, of a map that makes no picture too, and of one of no class. */
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

const label = (index: number): string => ({ [a]: "tabby", [b]: "lynx" })[index] as string;

test("what a picture is about: a class, one rather than another, or none", () => {
  expect(subjectOf(english, "grad-cam", { classIndex: 0 }, label)).toBe("tabby");
  expect(subjectOf(english, "cam", contrast, label)).toBe("For tabby rather than lynx");
  for (const target of [{ classIndex: 0 }, contrast]) {
    expect(subjectOf(english, "eigen-cam", target, label)).toBe("Whatever the class");
    expect(subjectOf(japanese, "eigen-cam", target, label)).not.toMatch(/tabby|lynx/);
  }
});

test("by which map", () => {
  expect(wayOf(english, { method: "grad-cam++", layer: "layer2" })).toBe("Grad-CAM++ · layer2");
  expect(wayOf(english, { method: "input-gradient", layer: "layer4" })).toBe("Input gradient · pixels");
});
