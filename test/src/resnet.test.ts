// ResNet-18 and -50 against PyTorch: transparent and fused, GPU and CPU, five images of odd sizes.
import { algorithmNames, chooseAlgorithms, compile, fuse, Graph, linear, openWasm, resnet, runByReferences, type Data, type Gpu, type Value } from "@camlucida/tensor";
import { decodeFloats, seeded, testGpu } from "@camlucida/tensor/testing";
import { describe, expect, test } from "vitest";
import { readReference, seededCheckpoint, type ReferenceCase } from "./seeded_resnet.ts";

const gpu = await testGpu();
const wasm = openWasm();
const convolutions: readonly (readonly [string, (graph: Graph) => Graph])[] = [["direct", (graph) => graph], ["usual", chooseAlgorithms]];
const smallImages = 2; // on which every algorithm is forced: on every layer that it fits, whether it pays there or not
const classes = 1000;

/**
 * Of max |logit|, and of the map's range. float32 sums of up to 4,608 products through 17 … 53 layers, each rounding
 * 2⁻²⁴: about 1e-6 was seen; 1e-4 is the promise.
 */
const tolerance = 1e-4;

describe.each(["resnet18", "resnet50"])("%s", async (name) => {
  const reference = await readReference(name);
  const checkpoint = seededCheckpoint(reference);
  const bias = checkpoint.tensors.get("fc.bias")?.data as Float32Array;

  describe.each(["transparent", "fused"] as const)("%s", (form) => {
    // Minutes of plain JavaScript, the same in every engine: left to the runtime without a GPU.
    test.skipIf(gpu !== undefined).each([...reference.cases.entries()])("CPU by references, image %i", async (index, expected) => {
      const { graph, outputs, input } = build(index, expected, form);
      check(runByReferences(graph, outputs, { image: input }), expected, bias);
    });

    test.each([...reference.cases.entries()])("CPU by WebAssembly, image %i", async (index, expected) => {
      const { graph, outputs, input } = build(index, expected, form);
      const program = await wasm?.compile(graph, outputs);
      check((await program?.run({ image: input })) ?? {}, expected, bias);
      program?.dispose();
    });

    describe.skipIf(gpu === undefined).each(convolutions)("GPU, %s convolutions", (_, rewritten) => {
      test.each([...reference.cases.entries()])("image %i", (index, expected) => checkOnGpu(index, expected, form, rewritten));
    });
  });

  describe.skipIf(gpu === undefined).each(algorithmNames)("GPU, nothing but %s", (algorithm) => {
    test.each([...reference.cases.entries()].slice(0, smallImages))("image %i", (index, expected) =>
      checkOnGpu(index, expected, "fused", (graph) => chooseAlgorithms(graph, () => algorithm)));
  });

  async function checkOnGpu(index: number, expected: ReferenceCase, form: "transparent" | "fused", rewritten: (graph: Graph) => Graph): Promise<void> {
    const { graph, outputs, input } = build(index, expected, form);
    const program = await compile(gpu as Gpu, rewritten(graph), outputs);
    const results = await program.run({ image: input });
    program.dispose();
    check(results, expected, bias);
  }

  function build(index: number, { height, width }: ReferenceCase, form: "transparent" | "fused"): { graph: Graph; outputs: Value[]; input: Float32Array } {
    const graph = new Graph();
    const network = resnet(graph, checkpoint, graph.input("image", [1, height, width, 3]));
    const noBias = graph.parameter("class_maps.bias", [classes], new Float32Array(classes));
    const outputs = [network.logits, linear(graph, "class_maps", network.layer4, network.classWeights, noBias)];
    const input = seeded(1000 + index, height * width * 3, 2); // [1, H, W, 3]
    return { graph: form === "fused" ? fuse(graph, outputs) : graph, outputs, input };
  }
});

function check(results: Record<string, Data>, expected: ReferenceCase, bias: Float32Array): void {
  const logits = results["fc"] as Float32Array; // [1, 1000]
  const maps = results["class_maps"] as Float32Array; // [1, mapHeight, mapWidth, 1000]
  const largest = decodeFloats(expected.logits).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  expect(worst(logits, decodeFloats(expected.logits))).toBeLessThanOrEqual(tolerance * largest);
  const ranking = [...logits.keys()].sort((a, b) => (logits[b] as number) - (logits[a] as number));
  expect(ranking.slice(0, 5)).toEqual(expected.top);

  const positions = expected.mapHeight * expected.mapWidth;
  expect(maps).toHaveLength(positions * classes);
  const top = expected.top[0] as number;
  const map = maps.filter((_, at) => at % classes === top);
  const wanted = decodeFloats(expected.map);
  expect(worst(map, wanted)).toBeLessThanOrEqual(tolerance * Math.max(Math.max(...wanted) - Math.min(...wanted), Math.abs(wanted[0] as number)));

  // completeness, every class: mean(M_c) + b_c = y_c
  const residuals = logits.map((logit, c) => {
    let sum = 0;
    for (let at = c; at < maps.length; at += classes) sum += maps[at] as number;
    return sum / positions + (bias[c] as number) - logit;
  });
  expect(residuals.reduce((most, x) => Math.max(most, Math.abs(x)), 0)).toBeLessThanOrEqual(tolerance * largest);
}

const worst = (actual: Float32Array, expected: Float32Array): number => {
  expect(actual).toHaveLength(expected.length);
  return actual.reduce((most, x, at) => (Number.isNaN(x) ? Infinity : Math.max(most, Math.abs(x - (expected[at] as number)))), 0);
};
