// The ResNets that a checkpoint's names, shapes and metadata describe, against PyTorch: stride placement, ε, biases, groups,
// widths and depths of small networks; transparent and fused, GPU and CPU, batches of one and two.
import { compile, fuse, Graph, linear, metadataKeys, resnet, runByReferences, type Data, type Gpu, type Shape, type Value } from "@camlucida/tensor";
import { decodeFloats, expectClose, readFixture, seeded, testGpu } from "@camlucida/tensor/testing";
import { describe, expect, test } from "vitest";
import { seededCheckpoint } from "./seeded_resnet.ts";

interface Case {
  readonly shape: Shape; // [N, H, W, 3]
  readonly logits: string; // [N, classes]
  readonly mapShape: Shape; // [N, h, w, classes]
  readonly maps: string;
}

interface Network {
  readonly name: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: readonly (readonly [string, Shape])[];
  readonly cases: readonly Case[];
}

interface Built {
  readonly graph: Graph;
  readonly outputs: Value[];
  readonly image: Float32Array;
}

const { networks } = await readFixture<{ networks: readonly Network[] }>(import.meta.url, "../fixtures/variants.json");
const gpu = await testGpu();

/** float32 sums of up to 147 products through at most 20 layers, each rounding 2⁻²⁴. Measured: CPU 4e-7, GPU 1.2e-6. */
const tolerance = 5e-6;

describe.each(networks)("$name", ({ metadata, tensors, cases }) => {
  describe.each(["transparent", "fused"] as const)("%s", (form) => {
    test.each([...cases.entries()])("CPU, image %i", (index, expected) => {
      const { graph, outputs, image } = build(index, expected, form, metadata);
      check(runByReferences(graph, outputs, { image }), expected);
    });

    // a software adapter compiles every layer shape anew: the transparent form there for the first case only
    test.skipIf(gpu === undefined).each([...cases.entries()].slice(0, form === "transparent" ? 1 : cases.length))("GPU, image %i", async (index, expected) => {
      const { graph, outputs, image } = build(index, expected, form, metadata);
      const program = await compile(gpu as Gpu, graph, outputs);
      const results = await program.run({ image });
      program.dispose();
      check(results, expected);
    });
  });

  test.each(Object.keys(metadata))("without %s it would be another network", (key) => {
    const [expected] = cases as [Case];
    const { graph, outputs, image } = build(0, expected, "fused", Object.fromEntries(Object.entries(metadata).filter(([name]) => name !== key)));
    const [logits, wanted] = [runByReferences(graph, outputs, { image })["fc"] as Float32Array, decodeFloats(expected.logits)];
    const difference = Math.max(...wanted.map((value, at) => Math.abs(value - (logits[at] as number))));
    expect(difference).toBeGreaterThan(20 * tolerance * Math.max(...wanted.map(Math.abs)));
  });

  function build(index: number, { shape }: Case, form: "transparent" | "fused", facts: Network["metadata"]): Built {
    const graph = new Graph();
    const network = resnet(graph, { ...seededCheckpoint({ tensors, cases: [] }), metadata: facts }, graph.input("image", shape));
    const classes = network.logits.shape[1] ?? 0;
    const noBias = graph.parameter("class_maps.bias", [classes], new Float32Array(classes));
    const outputs = [network.logits, linear(graph, "class_maps", network.layer4, network.classWeights, noBias)];
    const length = shape.reduce((product, axis) => product * axis, 1);
    return { graph: form === "fused" ? fuse(graph, outputs) : graph, outputs, image: seeded(1000 + index, length, 2) };
  }
});

test("the fixture has every kind", () => {
  const has = (holds: (network: Network) => boolean): boolean => networks.some(holds);
  const tensorOf = ({ tensors }: Network, name: string): Shape | undefined => tensors.find(([key]) => key === name)?.[1];
  expect(has(({ metadata }) => metadata[metadataKeys.bottleneckStride] === "conv1")).toBe(true);
  expect(has(({ metadata }) => metadata[metadataKeys.batchNormEpsilon] === "0.001")).toBe(true);
  expect(has((network) => tensorOf(network, "layer2.0.conv2.bias") !== undefined)).toBe(true);
  expect(has((network) => tensorOf(network, "layer2.0.conv2.weight")?.[1] !== tensorOf(network, "layer2.0.conv1.weight")?.[0])).toBe(true);
  expect(has((network) => tensorOf(network, "fc.bias") === undefined)).toBe(true);
});

function check(results: Record<string, Data>, { logits, maps }: Case): void {
  expectClose(results["fc"] as Float32Array, decodeFloats(logits), tolerance, "logits");
  expectClose(results["class_maps"] as Float32Array, decodeFloats(maps), tolerance, "class maps");
}
