// ONNX files as every other checkpoint: read, recognised, opened, explained. Their logits and features against PyTorch's; class maps that
// add up; gradients on every device alike.
import { classMapOf, describeNetwork, evidenceFor, logitOf, methodNamed, openNetwork, type Network, type Prediction } from "@camlucida/cam";
import { openReference, loadCheckpoint, openWasm, recogniseNetwork, type Checkpoint, type Device } from "@camlucida/tensor";
import { decodeFloats, deviceOf, expectClose, networkOfNormalisedMean, networkOfOwnMaps, onnxFileOf, readFixture, readFixtureBytes, seeded, testGpu } from "@camlucida/tensor/testing";
import { describe, expect, test } from "vitest";

interface OnnxCase {
  readonly size: readonly [height: number, width: number];
  readonly seed: number;
  readonly logits: string; // base64 float32
}

const folder = "../../packages/tensor/src/onnx/fixtures";
const { files } = await readFixture<{ readonly files: Readonly<Record<string, readonly OnnxCase[]>> }>(import.meta.url, `${folder}/reference.json`);
const data = await readFixtureBytes(import.meta.url, `${folder}/residual_external.onnx.data`);
const open = async (name: string): Promise<Checkpoint> =>
  loadCheckpoint(await readFixtureBytes(import.meta.url, `${folder}/${name}.onnx`), { files: (file) => (file.endsWith(".data") ? data : undefined) });

const gpu = await testGpu();
const devices: readonly Device[] = [openReference(), openWasm(), gpu && deviceOf(gpu)].filter((device) => device !== undefined);

/** float32 through at most 20 layers, and back. */
const tolerance = 1e-4;

describe.each(Object.entries(files))("%s", (name, [expected]) => {
  test("is explained alike on every device", async () => {
    const { size, seed, logits } = expected as OnnxCase;
    const checkpoint = await open(name);
    const known = recogniseNetwork(checkpoint);
    const maps: Float32Array[] = [];
    for (const device of devices) {
      const network = await openNetwork(checkpoint, device, { input: size });
      expect([network.classes, network.layers]).toEqual([known.classes, known.layers]);
      const [, , , channels = 3] = network.graph.image.shape;
      using pass = await network.forward([seeded(seed, size[0] * size[1] * channels, 2)]);
      expectClose(pass.prediction.logits, decodeFloats(logits), tolerance, `logits on ${device.kind}`);
      expectAddsUp(network, pass.prediction);
      const [first = ""] = network.layers;
      for (const layer of [first, network.layers.at(-1) ?? ""]) {
        maps.push((await pass.map({ method: methodNamed("grad-cam"), layer }, logitOf(0, network.classes))).values);
      }
      network.dispose();
    }
    for (const [at, map] of maps.entries()) expectClose(map, maps[at % 2] as Float32Array, tolerance, `map ${at}`);
  });
});

/** Behind their last layers lie all positions in a row, several layers, or other means. */
const withoutClassMaps = ["flat_13", "flat_9", "dense_11", "dense_17", "metric_9", "metric_17"];

test("class maps are found wherever a mean, normalisation and one matrix end a network", async () => {
  const found = await Promise.all(Object.keys(files).map(async (name) => [name, describeNetwork(await open(name)).classMaps.areExact] as const));
  expect(found.filter(([, areExact]) => !areExact).map(([name]) => name)).toEqual(withoutClassMaps);
});

test.each([
  ["a mean that is normalised", networkOfNormalisedMean, /^behind relu lie a mean over positions, layer norm and one linear layer; with the mean and the deviation/],
  ["maps of its own", networkOfOwnMaps, /^relu holds the class maps of the network itself: their means are the logits$/],
])("a network with %s adds up on every device, and says why", async (_, spelling, why) => {
  const checkpoint = await loadCheckpoint(onnxFileOf(spelling));
  const { classMaps, defaultMethod } = describeNetwork(checkpoint, { input: [9, 7] });
  expect([classMaps.areExact, defaultMethod, classMaps.why]).toEqual([true, "cam", expect.stringMatching(why)]);
  for (const device of devices) {
    const network = await openNetwork(checkpoint, device, { input: [9, 7] });
    using pass = await network.forward([seeded(4, 9 * 7 * 3, 2)]);
    expectAddsUp(network, pass.prediction);
    const target = logitOf(1, network.classes);
    const [map, drops] = await pass.maps([{ method: methodNamed("cam"), layer: "relu" }, { method: methodNamed("ablation-cam"), layer: "relu" }], target);
    const { map: own } = evidenceFor(pass.prediction, network, 1);
    expect(map?.values).toEqual(own);
    expect(drops?.values.every(Number.isFinite)).toBe(true);
    using batch = await network.forward(Array.from({ length: device.batchSize }, (_each, at) => seeded(5 + at, 9 * 7 * 3, 2))); // each with a mean of its own
    for (const prediction of batch.predictions) expectAddsUp(network, prediction);
    network.dispose();
  }
});

/** Where there are class maps; elsewhere what is made of them says so. */
function expectAddsUp(network: Network, prediction: Prediction): void {
  if (network.hasClassMaps) {
    const largest = Math.max(...prediction.logits.map(Math.abs));
    for (let c = 0; c < network.classes; c++) expect(evidenceFor(prediction, network, c).residual).toBeLessThan(tolerance * largest);
    expect(network.classWeights(0)).toHaveLength(prediction.features.length / (prediction.mapWidth * prediction.mapHeight));
    return;
  }
  const refusal = expect.objectContaining({ code: "no-class-maps" }) as Error;
  expect(() => classMapOf(prediction, { classIndex: 0 })).toThrow(refusal);
  expect(() => network.classWeights(0)).toThrow(refusal);
}

test("a file that fixes a size is opened with that, and says so where it takes no other", async () => {
  const checkpoint = await open("flat_13");
  const [device] = devices;
  const network = await openNetwork(checkpoint, device as Device);
  expect([network.preprocessing.size, network.graph.image.shape]).toEqual([{ height: 20, width: 18 }, [1, 20, 18, 3]]);
  network.dispose();
  const other = openNetwork(checkpoint, device as Device, { input: [40, 40] });
  await expect(other).rejects.toThrow(expect.objectContaining({ code: "checkpoint-input-size", message: expect.stringContaining("Its file says 20×18.") as string }) as Error);
});
