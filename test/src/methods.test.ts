// Every method's raw map at three depths of ResNet-18 against PyTorch, which computed it from the formula in float64.
import {
  augmentedMaps, contrastOf, logitOf, methods, openNetwork, principalComponentOf, pytorchGradCam, pytorchGradCamMethods, torchCam, torchCamMethods,
  type MapRequest, type Method, type RawMap,
} from "@camlucida/cam";
import type { Checkpoint, Device } from "@camlucida/tensor";
import { decodeFloats, deviceOf, hash, readFixture, seeded, testGpu } from "@camlucida/tensor/testing";
import { describe, expect, test } from "vitest";
import { readReference, seededCheckpoint } from "./seeded_resnet.ts";

interface Fixture {
  readonly seed: number;
  readonly height: number;
  readonly width: number;
  readonly contrast: number;
  readonly classes: { readonly top: number; readonly runnerUp: number; readonly lowest: number };
  readonly maps: readonly StoredMap[];
  readonly networks: readonly { readonly classes: number; readonly maps: readonly StoredMap[] }[];
  readonly gradCam: readonly FinishedMap[];
  readonly gradCamSmoothed: readonly (FinishedMap & { readonly smooth: "augment" | "component" })[];
  readonly torchCam: readonly StoredMap[];
}

interface FinishedMap {
  readonly layers: readonly string[];
  readonly method: string;
  readonly sign: number; // both where it is an accident: of a principal component
  readonly seed: number; // of the places of the samples
  readonly samples: string; // base64 float32
  readonly largest: number;
}

interface StoredMap {
  readonly layer: string;
  readonly method: string;
  readonly class: number;
  readonly map: string; // base64 float32, [h, w]
}

const fixture = await readFixture<Fixture>(import.meta.url, "../fixtures/methods.json");
const { width, height, classes: { top, runnerUp, lowest } } = fixture;
const whole = seededCheckpoint(await readReference("resnet18"));
const image = seeded(fixture.seed, height * width * 3, 2); // [H, W, 3]
const gpu = await testGpu();

/** Of the map's largest |value|: the promise is 1e-3. float32 through 18 layers and back; about 1e-5 was seen. */
const tolerance = 1e-4;

/**
 * Ablation- and Score-CAM weigh by differences of logits: Ablation-CAM's are a thousandth of logits of 200, which float32 knows
 * to 1e-6 of their size. 1.004e-4 was seen.
 */
const passesTolerance = 5e-4;

/** Of 1, after the other system's scaling: the promise is 2/255. */
const finishedTolerance = 1e-3;

const places: readonly (readonly [string, Device])[] = [["CPU", deviceOf(undefined)], ...(gpu ? [["GPU", deviceOf(gpu)] as const] : [])];

/** The raw maps hold every method on both. What follows asks for a forward pass per channel on the CPU only, a software GPU being slower. */
const cheap = ({ weights }: Method, device: Device): boolean => weights.from !== "passes" || device.kind !== "webgpu";

describe.each(places)("on the %s", (_where, device) => {
  test.each(["layer2", "layer3", "layer4"])("raw maps at %s", async (layer) => {
    const asked = methods.filter(({ weights }) => weights.from !== "image" && (weights.from !== "classifier" || layer === "layer4"));
    const answers = await answer(device, asked.map((method) => ({ method, layer })), logitOf(top, 1000));
    for (const map of answers) expectMap(map, stored(fixture.maps, layer, map.method, top));
    expect(answers.length).toBeGreaterThan(6);
  });

  test("a class with evidence against it", async () => {
    const requests = fixture.maps.filter((map) => map.class === lowest).map(({ method, layer }) => ({ method: named(methods, method), layer }))
      .filter(({ method }) => cheap(method, device));
    for (const map of await answer(device, requests, logitOf(lowest, 1000))) expectMap(map, stored(fixture.maps, map.layer, map.method, lowest));
  });

  test("a contrast between two classes: Finer-CAM", async () => {
    const requests = ["layer2", "layer3", "layer4"].map((layer) => ({ method: named(methods, "grad-cam"), layer }));
    for (const map of await answer(device, requests, contrastOf(top, runnerUp, fixture.contrast, 1000))) expectMap(map, stored(fixture.maps, map.layer, "finer-cam", top));
  });

  test("smoothed by principal component", async () => {
    const requests = ["layer3", "layer4"].map((layer) => ({ method: principalComponentOf(named(methods, "grad-cam")), layer }));
    for (const map of await answer(device, requests, logitOf(top, 1000))) expectMap(map, stored(fixture.maps, map.layer, "grad-cam, principal component", top));
  });

  test("smoothed by test-time augmentation", async () => {
    const requests = ["layer3", "layer4"].map((layer) => ({ method: named(methods, "grad-cam"), layer }));
    const network = await openNetwork(checkpointOf(1000), device, { input: [height, width] });
    const answers = await augmentedMaps(network, image, requests, logitOf(top, 1000));
    network.dispose();
    for (const map of answers) expectMap(map, stored(fixture.maps, map.layer, "grad-cam, augmented", top));
  });

  test.each(fixture.networks)("a network of $classes class(es)", async ({ classes, maps }) => {
    const expected = maps.filter(({ method }) => cheap(named(methods, method), device));
    const requests = expected.map(({ method, layer }) => ({ method: named(methods, method), layer }));
    const answers = await answer(device, requests, logitOf(0, classes), checkpointOf(classes));
    answers.forEach((map, at) => expectMap(map, expected[at] as StoredMap));
  });

  test("as pytorch-grad-cam finishes them", async () => {
    const cases = fixture.gradCam.filter(({ method }) => cheap(named(pytorchGradCamMethods, method), device));
    const requests = cases.filter(({ layers, sign }) => layers.length === 1 && sign === 1).map(({ method, layers: [layer = ""] }) => ({ method: named(pytorchGradCamMethods, method), layer }));
    const answers = await answer(device, requests, logitOf(top, 1000));
    const finished = (method: string, layers: readonly string[]): Float32Array =>
      pytorchGradCam(layers.map((layer) => answers.find((map) => map.method === method && map.layer === layer) as RawMap), width, height);
    for (const { method, layers, seed, samples, sign } of cases) {
      if (sign !== 1) continue;
      // numpy gives a principal component either sign; the fixture has both
      const candidates = cases.filter((other) => other.method === method && other.layers.join() === layers.join());
      const map = finished(method, layers);
      const differences = candidates.map((candidate) => largestSampled(map, candidate.seed, decodeFloats(candidate.samples)));
      expect(Math.min(...differences), `${method} at ${layers.join("+")}, ${seed}, ${samples.length}`).toBeLessThanOrEqual(finishedTolerance);
    }
  });

  test("as torch-cam finishes them", async () => {
    const cases = fixture.torchCam.filter(({ method }) => torchCamMethods.some(({ name }) => name === method));
    const requests = cases.map(({ method, layer }) => ({ method: named(torchCamMethods, method), layer }));
    const answers = await answer(device, requests, logitOf(top, 1000));
    expect(cases.length).toBeGreaterThan(8);
    answers.forEach((map, at) => expectMap({ ...map, values: torchCam(map) }, cases[at] as StoredMap));
  });
});

test.each(fixture.gradCamSmoothed.filter(({ sign }) => sign === 1))("as pytorch-grad-cam smooths $method at $layers by $smooth", async ({ method, layers, smooth }) => {
  const own = named(pytorchGradCamMethods, method);
  const requests = layers.map((layer) => ({ method: smooth === "component" ? principalComponentOf(own) : own, layer }));
  const finish = (maps: readonly RawMap[]): RawMap[] => [{ ...(maps[0] as RawMap), width, height, values: pytorchGradCam(maps, width, height) }];
  const network = await openNetwork(checkpointOf(1000), deviceOf(undefined), { input: [height, width] });
  const [map] = smooth === "augment"
    ? await augmentedMaps(network, image, requests, logitOf(top, 1000), { finish })
    : finish(await (await network.forward([image], { thenMaps: requests })).maps(requests, logitOf(top, 1000)));
  network.dispose();
  const candidates = fixture.gradCamSmoothed.filter((other) => other.method === method && other.layers.join() === layers.join() && other.smooth === smooth);
  const differences = candidates.map(({ seed, samples }) => largestSampled(map?.values ?? new Float32Array(), seed, decodeFloats(samples)));
  expect(Math.min(...differences)).toBeLessThanOrEqual(finishedTolerance);
});

test("the layers and methods that cannot be asked are refused with the choices", async () => {
  const network = await openNetwork(checkpointOf(2), deviceOf(undefined), { input: [height, width] });
  const pass = await network.forward([image]);
  const ask = (method: string, layer: string) => pass.map({ method: named(methods, method), layer }, logitOf(0, 2));
  await expect(ask("cam", "layer3")).rejects.toThrow(expect.objectContaining({ code: "last-layer-only" }) as Error);
  await expect(ask("grad-cam", "layer9")).rejects.toThrow(/no layer "layer9": this network has stem, layer1, layer2, layer3, layer4, and their blocks, such as layer1\.0\./);
});

async function answer(device: Device, requests: readonly MapRequest[], target: Float32Array, checkpoint = checkpointOf(1000)): Promise<RawMap[]> {
  const network = await openNetwork(checkpoint, device, { input: [height, width] });
  const pass = await network.forward([image], { thenMaps: requests });
  const answers = await pass.maps(requests, target);
  network.dispose();
  return answers;
}

/** The seeded ResNet-18, of whose fc only the first rows are kept. */
function checkpointOf(classes: number): Checkpoint {
  const tensors = new Map(whole.tensors);
  for (const name of ["fc.weight", "fc.bias"]) {
    const { shape: [, ...rest], data } = whole.tensors.get(name) as { shape: readonly number[]; data: Float32Array };
    tensors.set(name, { shape: [classes, ...rest], data: data.slice(0, classes * (rest[0] ?? 1)) });
  }
  return { ...whole, tensors };
}

function named(list: readonly Method[], name: string): Method {
  const found = list.find((method) => method.name === name);
  if (!found) throw new Error(`no method ${name}`);
  return found;
}

function stored(maps: readonly StoredMap[], layer: string, method: string, classIndex: number): StoredMap {
  const found = maps.find((map) => map.layer === layer && map.method === method && map.class === classIndex);
  if (!found) throw new Error(`no fixture for ${method} at ${layer}, class ${classIndex}: ${[...new Set(maps.map((map) => map.method))].join(", ")}`);
  return found;
}

function expectMap({ values, method, layer }: RawMap, expected: StoredMap): void {
  const wanted = decodeFloats(expected.map);
  expect(values).toHaveLength(wanted.length);
  const largest = wanted.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const difference = values.reduce((most, x, at) => Math.max(most, Math.abs(x - (wanted[at] as number))), 0);
  expect(difference / largest, `${method} at ${layer}`).toBeLessThanOrEqual(named(methods, method).weights.from === "passes" ? passesTolerance : tolerance);
}

function largestSampled(map: Float32Array, seed: number, samples: Float32Array): number {
  return samples.reduce((most, x, i) => Math.max(most, Math.abs(x - (map[hash(seed, i) % map.length] as number))), 0);
}
