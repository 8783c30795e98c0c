// Networks of other families by their names, against PyTorch: logits, maps with gradients at a middle and at the last layer, and the
// class maps' proof.
import { logitOf, methodNamed, openNetwork, evidenceFor, type RawMap } from "@camlucida/cam";
import { metadataKeys, openReference, openWasm, recogniseNetwork, type Device } from "@camlucida/tensor";
import { decodeFloats, deviceOf, readFixture, seeded, testGpu } from "@camlucida/tensor/testing";
import { describe, expect, test } from "vitest";
import { seededCheckpoint, type SeededReference } from "./seeded_resnet.ts";

interface StoredMap {
  readonly layer: string;
  readonly method: string;
  readonly height: number;
  readonly width: number;
  readonly map: string; // base64 float32, [height, width]
}

interface FamilyReference extends Omit<SeededReference, "cases"> {
  readonly name: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly cases: readonly { readonly seed: number; readonly height: number; readonly width: number; readonly top: readonly number[]; readonly logits: string; readonly maps: readonly StoredMap[] }[];
}

const names = [
  "alexnet",
  "convnext_tiny",
  "densenet121",
  "efficientnet_b0",
  "efficientnet_b0_tensorflow",
  "efficientnet_v2_s",
  "googlenet",
  "inception_v3",
  "mnasnet1_0",
  "mobilenet_v2",
  "mobilenet_v3_small",
  "regnet_x_400mf",
  "regnet_y_400mf",
  "shufflenet_v2_x1_0",
  "squeezenet1_0",
  "squeezenet1_1",
  "vgg11_bn",
  "vgg13",
] as const;
/** What the network is called where its depth or width is not told by its names. */
const recognised: Readonly<Record<string, string>> = { efficientnet_b0_tensorflow: "efficientnet_b0", mnasnet1_0: "mnasnet" };

/** More than pooling, normalisation and one linear layer lies behind their last layer. */
const withoutClassMaps = ["alexnet", "mobilenet_v3", "vgg"];

const gpu = await testGpu();
const devices: readonly Device[] = [openWasm() ?? openReference(), ...(gpu ? [deviceOf(gpu)] : [])];

/** Of the largest |logit|, and of a map's: the promises are 1e-4 and 1e-3. float32 through some 50 layers, and back. */
const [ofLogits, ofMaps] = [1e-4, 1e-3];

describe.each(names)("%s", async (name) => {
  const reference = await readFixture<FamilyReference>(import.meta.url, `../fixtures/families/${name}.json`);
  const checkpoint = { ...seededCheckpoint(reference as unknown as SeededReference), metadata: reference.metadata ?? {} };
  const auxiliary = [...checkpoint.tensors.keys()].filter((key) => /^(aux\d|AuxLogits)\./.test(key)); // heads that serve training alone

  test("is recognised, whatever stands before its tensors' names", () => {
    const prefixed = { ...checkpoint, tensors: new Map(Array.from(checkpoint.tensors, ([key, tensor]) => [`model.${key}`, tensor])) };
    for (const [each, prefix] of [[checkpoint, ""], [prefixed, "model."]] as const) {
      expect(recogniseNetwork(each)).toMatchObject({ name: recognised[name] ?? name, classes: 1000, unread: auxiliary.map((key) => prefix + key) });
    }
  });

  test.runIf(name === "densenet121")("is recognised by the names of older files", () => {
    const older = (key: string): string => key.replace(/(\.denselayer\d+\.(?:norm|conv))([12]\.)/, "$1.$2");
    const tensors = new Map(Array.from(checkpoint.tensors, ([key, tensor]) => [older(key), tensor]));
    const found = recogniseNetwork({ ...checkpoint, tensors });
    expect(found).toMatchObject({ name, unread: [] });
    expect(found.nameInFile("features.denseblock1.denselayer1.norm1.weight")).toBe("features.denseblock1.denselayer1.norm.1.weight");
  });

  test.runIf(name === "shufflenet_v2_x1_0")("of another width than it can shuffle it is refused", () => {
    const odd = Array.from(checkpoint.tensors, ([key, tensor]) => {
      const [, ...others] = tensor.shape;
      const cut = /^stage2\.0\.branch1\.[23]\./.test(key) ? { shape: [57, ...others], data: tensor.data.subarray(0, (tensor.data.length / 58) * 57) } : tensor;
      return [key, cut] as const;
    });
    expect(() => recogniseNetwork({ ...checkpoint, tensors: new Map(odd) }).build([64, 64]))
      .toThrow(expect.objectContaining({ code: "checkpoint-wrong-shape" }) as Error);
  });

  test.runIf(name === "googlenet")("says whether it transforms its input, or nothing", () => {
    const saying = (text: string) => () => recogniseNetwork({ ...checkpoint, metadata: { [metadataKeys.transformInput]: text } });
    expect(saying("false")).not.toThrow();
    expect(saying("yes")).toThrow(expect.objectContaining({ code: "checkpoint-metadata" }) as Error);
  });

  test("with a tensor more or less it is refused", () => {
    const [first = "", ...others] = checkpoint.tensors.keys();
    expect(() => recogniseNetwork({ ...checkpoint, tensors: new Map([...checkpoint.tensors].filter(([key]) => key !== others.at(-1))) })).not.toThrow(); // a bias
    expect(() => recogniseNetwork({ ...checkpoint, tensors: new Map([...checkpoint.tensors].filter(([key]) => key !== first)) }))
      .toThrow(expect.objectContaining({ code: "checkpoint-missing-tensor", message: expect.stringContaining(first) as string }) as Error);
    expect(() => recogniseNetwork({ ...checkpoint, tensors: new Map(checkpoint.tensors).set("features.se.weight", { shape: [3, 3], data: new Float32Array(9) }) }))
      .toThrow(expect.objectContaining({ code: "checkpoint-left-over" }) as Error);
  });

  test.each(devices.flatMap((device) => reference.cases.map((expected) => ({ device, where: device.name, ...expected }))))("$height × $width on $where", async ({ device, ...expected }) => {
    const { seed, height, width, top, maps } = expected;
    const network = await openNetwork(checkpoint, device, { input: [height, width] });
    using pass = await network.forward([seeded(seed, height * width * 3, 2)]);
    const { prediction } = pass;
    expectNear(prediction.logits, decodeFloats(expected.logits), ofLogits, "logits");
    expect(prediction.ranking).toEqual(top);
    const [best = 0] = top;
    const largest = Math.max(...prediction.logits.map(Math.abs));
    expect(network.hasClassMaps).toBe(!withoutClassMaps.some((start) => name.startsWith(start)));
    if (network.hasClassMaps) expect(evidenceFor(prediction, network, best).residual).toBeLessThan(ofLogits * largest);
    for (const stored of maps) {
      const map: RawMap = await pass.map({ method: methodNamed(stored.method), layer: stored.layer }, logitOf(best, 1000));
      expect([map.height, map.width]).toEqual([stored.height, stored.width]);
      expectNear(map.values, decodeFloats(stored.map), ofMaps, `${stored.method} at ${stored.layer}`);
    }
    network.dispose();
  });
});

const shapes = await readFixture<Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>>(import.meta.url, "../fixtures/families/names.json");

test.each(Object.entries(shapes))("%s is recognised by names and shapes alone", (name, own) => {
  const tensors = new Map(Object.entries(own).map(([key, shape]) => [key, { shape, data: new Float32Array() }]));
  const network = recogniseNetwork({ tensors, metadata: {}, skipped: [] });
  expect(network).toMatchObject({ name, classes: 1000, unread: [] });
  const { layers, logits } = network.build([224, 224]);
  expect([Object.values(layers).at(-1)?.shape, logits.shape]).toEqual([[1, 14, 14, 512], [1, 1000]]);
});

function expectNear(found: Float32Array, expected: Float32Array, tolerance: number, what: string): void {
  const largest = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const off = expected.reduce((most, x, at) => Math.max(most, Math.abs(x - (found[at] ?? NaN))), 0);
  expect(found, what).toHaveLength(expected.length);
  expect(off / largest, what).toBeLessThan(tolerance);
}
