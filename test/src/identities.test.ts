// What must hold at the last layer of a network that ends in pooling and fc, exactly, for any weights: a small ResNet-18 whose
// fc weights are made all negative, all positive, or left mixed. F_k is the mean of channel k over the Z positions.
import { contrastOf, logitOf, methods, openNetwork, probabilityOf, pytorchGradCam, type Method, type Prediction, type RawMap } from "@camlucida/cam";
import { Graph, resnet, runByReferences, type Checkpoint, type Device } from "@camlucida/tensor";
import { deviceOf, seeded, testGpu, tinyClasses, tinyResnet } from "@camlucida/tensor/testing";
import { afterAll, describe, expect, test } from "vitest";

const gpu = await testGpu();
const [height, width, channels] = [96, 64, 16];
const positions = 3 * 2;
const image = seeded(5, height * width * 3, 2);
const target = 1;

/** Of a map's largest |value|: two roads through float32 sums of 16 and 6 terms. Measured: 4e-7. */
const tolerance = 2e-6;

const kinds = { negative: (w: number) => -Math.abs(w), positive: (w: number) => Math.abs(w), mixed: (w: number) => w };

const places: readonly (readonly [string, Device])[] = [["CPU", deviceOf(undefined)], ...(gpu ? [["GPU", deviceOf(gpu)] as const] : [])];
const cases = places.flatMap(([place, device]) => Object.entries(kinds).map(([kind, sign]) => ({ place, device, kind, sign })));

describe.each(cases)("$kind weights on the $place", async ({ device, sign, kind }) => {
  const tensors = tinyResnet();
  const fc = tensors.get("fc.weight") as { shape: readonly number[]; data: Float32Array };
  tensors.set("fc.weight", { ...fc, data: fc.data.map(sign) });
  const checkpoint: Checkpoint = { tensors, metadata: {}, skipped: [] };
  const w = (c: number, k: number): number => sign(fc.data[c * channels + k] as number);
  const bias = tensors.get("fc.bias")?.data as Float32Array;
  const features = featuresOf(checkpoint); // A [Z, K]
  const pooled = Array.from({ length: channels }, (_, k) => mean(column(features, k))); // F [K]
  const { sight, ask, answers, requests } = await open(checkpoint, device);
  const map = (weight: (k: number) => number): number[] =>
    Array.from({ length: positions }, (_, p) => sum(Array.from({ length: channels }, (_k, k) => weight(k) * (features[p * channels + k] as number))));
  const cam = map((k) => w(target, k)); // M

  test("the map has the sign of its weights", () => {
    if (kind === "negative") expect(Math.max(...cam)).toBeLessThan(0);
    if (kind === "positive") expect(Math.min(...cam)).toBeGreaterThan(0);
    if (kind === "mixed") expect([Math.min(...cam) < 0, Math.max(...cam) > 0]).toEqual([true, true]);
  });

  test("completeness: mean(M) + b = y", async () => {
    const { values } = await ask("cam", logitOf(target, tinyClasses));
    expectSame(values, cam);
    expect(Math.abs(mean([...values]) + (bias[target] as number) - (sight.logits[target] as number))).toBeLessThan(1e-6 * Math.max(...cam.map(Math.abs), 1));
  });

  test("Grad-CAM = HiResCAM = XGrad-CAM = M/Z", async () => {
    for (const name of ["grad-cam", "hirescam", "xgrad-cam"]) expectSame((await ask(name, logitOf(target, tinyClasses))).values, cam.map((m) => m / positions));
  });

  test("Layer-CAM = Σ relu(w)·A/Z", async () => {
    expectSame((await ask("layer-cam", logitOf(target, tinyClasses))).values, map((k) => Math.max(w(target, k), 0) / positions));
  });

  test("Grad-CAM++ weighs relu(w)/(2 + w·F)", async () => {
    expectSame((await ask("grad-cam++", logitOf(target, tinyClasses))).values, map((k) => Math.max(w(target, k), 0) / (2 + w(target, k) * (pooled[k] as number))));
  });

  test("Ablation-CAM weighs w·F/|y|, and is the same when every channel is really silenced", async () => {
    const expected = map((k) => (w(target, k) * (pooled[k] as number)) / Math.abs(sight.logits[target] as number));
    expectSame((await ask("ablation-cam", logitOf(target, tinyClasses))).values, expected);
    expectSame((await ask("ablation-cam", logitOf(target, tinyClasses), silencing)).values, expected, 1e-5); // y − y₋ₖ cancels digits
  });

  test("the probability's map: p·(w − E[w])·A/Z", async () => {
    const p = sight.probabilities;
    const expected = map((k) => (p[target] as number) * (w(target, k) - sum([...p].map((share, c) => share * w(c, k)))) / positions);
    expectSame((await ask("grad-cam", probabilityOf(target, p))).values, expected, 1e-5); // w − E[w] cancels digits
  });

  test("a contrast's map: (w_c − α·w_d)·A", async () => {
    expectSame((await ask("cam", contrastOf(target, 2, 0.6, tinyClasses))).values, map((k) => w(target, k) - Math.fround(0.6) * w(2, k)));
  });

  test("Eigen-CAM is the Gram matrix's first eigenvector times √λ", async () => {
    const { values } = await ask("eigen-cam", logitOf(target, tinyClasses));
    const centred = features.map((a, at) => a - (pooled[at % channels] as number));
    const row = (p: number): number[] => [...centred.subarray(p * channels, (p + 1) * channels)];
    const applied = Array.from({ length: positions }, (_, p) => sum(Array.from({ length: positions }, (_q, q) => dot(row(p), row(q)) * (values[q] as number))));
    const lambda = dot([...values], [...values]); // |√λ·u|² = λ
    expectSame(values, applied.map((x) => x / lambda), 1e-5);
    expect(dot([...values], Array.from({ length: positions }, (_, p) => sum(row(p))))).toBeGreaterThan(0);
  });

  // where all weights are negative, methods that keep the positive gradient show the same nothing for every class
  test.skipIf(kind === "negative")("a map is the same for every class where its method says that it is of none, and nowhere else", async () => {
    const mapsOf = async (classIndex: number): Promise<readonly RawMap[]> => answers(requests, logitOf(classIndex, tinyClasses));
    const [first, second] = [await mapsOf(0), await mapsOf(1)];
    const same = first.map(({ method, values }, at) => [method, values.every((value, cell) => value === second[at]?.values[cell])]);
    expect(same).toEqual(requests.map(({ method }) => [method.name, !method.aboutClass]));
  });

  test("Grad-CAM between 0 and 1 is CAM's only where M is never negative", async () => {
    const normalised = pytorchGradCam([await ask("grad-cam", logitOf(target, tinyClasses))], 2, 3);
    const [low, high] = [Math.max(Math.min(...cam), 0), Math.max(Math.max(...cam), 0)];
    const expected = cam.map((m) => (high > low ? (Math.max(m, 0) - low) / (high - low) : 0));
    normalised.forEach((x, p) => expect(Math.abs(x - (expected[p] as number))).toBeLessThan(1e-4)); // its ε of 1e-7, twice
    const cams = cam.map((m) => (m - Math.min(...cam)) / (Math.max(...cam) - Math.min(...cam)));
    const same = normalised.every((x, p) => Math.abs(x - (cams[p] as number)) < 1e-4);
    expect(same).toBe(kind === "positive");
  });
});

/** Ablation-CAM as it must be done at every layer but the last. */
const silencing: (method: Method) => Method = (method) => {
  if (method.weights.from !== "passes") throw new Error(`${method.name} needs no passes`);
  const { weigh } = method.weights;
  return { ...method, weights: { from: "passes", weigh: (probe) => weigh({ ...probe, isLinear: false }) } };
};

async function open(checkpoint: Checkpoint, device: Device) {
  const requests = methods.filter(({ weights }) => weights.from !== "image").map((method) => ({ method, layer: "layer4" }));
  const network = await openNetwork(checkpoint, device, { input: [height, width] });
  const pass = await network.forward([image], { thenMaps: requests });
  afterAll(network.dispose);
  const answers = (wanted: typeof requests, target: Float32Array): Promise<RawMap[]> => pass.maps(wanted, target);
  const sight: Prediction = pass.prediction;
  const ask = async (name: string, seed: Float32Array, change: (method: Method) => Method = (method) => method): Promise<RawMap> => {
    const wanted = requests.filter(({ method }) => method.name === name).map(({ method, layer }) => ({ method: change(method), layer }));
    return (await answers(wanted, seed))[0] as RawMap;
  };
  return { sight, ask, answers, requests };
}

/** layer4 of the image, [Z, K], without any of the package under test. */
function featuresOf(checkpoint: Checkpoint): Float32Array {
  const graph = new Graph();
  const { layer4 } = resnet(graph, checkpoint, graph.input("image", [1, height, width, 3]));
  return runByReferences(graph, [layer4], { image })[layer4.name] as Float32Array;
}

function expectSame(actual: Float32Array, expected: readonly number[], allowed = tolerance): void {
  expect(actual).toHaveLength(expected.length);
  const largest = Math.max(...expected.map(Math.abs), 1e-30);
  actual.forEach((x, at) => expect(Math.abs(x - (expected[at] as number)) / largest).toBeLessThanOrEqual(allowed));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, x) => total + x, 0);
const mean = (numbers: readonly number[]): number => sum(numbers) / numbers.length;
const dot = (a: readonly number[], b: readonly number[]): number => sum(a.map((x, at) => x * (b[at] as number)));
const column = (features: Float32Array, k: number): number[] => [...features].filter((_, at) => at % channels === k);
