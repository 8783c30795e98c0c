// Activation functions as the last part of a convolution: forwards by every algorithm, and what a gradient finds there.
import { describe, expect, test } from "vitest";
import { runByReferences } from "../devices/reference/reference_device.ts";
import { openWasm } from "../devices/wasm/wasm_device.ts";
import { simdModules } from "../devices/wasm/simd.ts";
import { clamp, elu, gelu, hardSigmoid, hardSwish, leakyRelu, relu6, sigmoid, silu, tanh } from "../ops/activation/builders.ts";
import { add } from "../ops/add/add.ts";
import { chooseAlgorithms, type AlgorithmName } from "../ops/conv/choose.ts";
import { conv } from "../ops/conv/conv.ts";
import { guidedReluAdjoint, reluAdjoint } from "../ops/relu/relu.ts";
import { expectClose, runOnGpuWithPadding, seeded, testGpu } from "../testing/index.ts";
import { adjoint } from "./adjoint.ts";
import { fuse } from "./fuse.ts";
import { Graph, elements, type Data, type Shape, type Value } from "./graph.ts";

const gpu = await testGpu();

type Build = (graph: Graph, name: string, input: Value) => Value;

const functions: Readonly<Record<string, Build>> = {
  relu6, "clamp from −0.5 to 1": (graph, name, x) => clamp(graph, name, x, { min: -0.5, max: 1 }), "leaky ReLU": (graph, name, x) => leakyRelu(graph, name, x, 0.2),
  ELU: elu, sigmoid, tanh, "hard sigmoid": hardSigmoid, "hard swish": hardSwish, SiLU: silu, GELU: gelu,
  "GELU by tanh": (graph, name, x) => gelu(graph, name, x, { approximate: "tanh" }),
};

interface Layer {
  readonly image: Shape; //  [N, H, W, Cin]
  readonly weight: Shape; // [K, K, Cin/G, Cout]
  readonly stride?: number;
  readonly groups?: number;
  readonly algorithm?: AlgorithmName;
}

const direct: Layer = { image: [2, 5, 7, 6], weight: [3, 3, 6, 7] };
const eight: Layer = { image: [2, 5, 7, 6], weight: [3, 3, 6, 8] };

/** Every shader that ends a convolution, and every kernel of WebAssembly; 8 and 16 channels leave no padding lanes. */
const layers: Readonly<Record<string, Layer>> = {
  "tiled": { image: [2, 5, 7, 6], weight: [3, 3, 6, 8], algorithm: "tiled" },
  "grouped, in WebAssembly by its reference": { image: [2, 5, 7, 6], weight: [3, 3, 2, 12], groups: 3 },
  "depthwise": { image: [3, 5, 9, 8], weight: [3, 3, 1, 8], groups: 8 },
  "winograd 2×2": { image: [2, 5, 7, 16], weight: [3, 3, 16, 16], algorithm: "winograd 2×2" },
  "winograd 4×4": { image: [2, 5, 7, 16], weight: [3, 3, 16, 16], algorithm: "winograd 4×4" },
  "a stem by winograd 3×3": { image: [1, 17, 13, 3], weight: [7, 7, 3, 8], stride: 2, algorithm: "space to depth, winograd 3×3" },
};

interface Block {
  readonly graph: Graph;
  readonly image: Value;
  readonly sums: Value;
  readonly out: Value;
}

function block({ image: shape, weight, stride = 1, groups = 1 }: Layer, activate: Build, residual = false): Block {
  const graph = new Graph();
  const image = graph.input("image", shape);
  const [kernel = 0, , , channels = 0] = weight;
  const w = graph.parameter("w", weight, seeded(2, elements(weight)));
  const sums = conv(graph, "conv", image, w, graph.parameter("b", [channels], seeded(3, channels)), { padding: (kernel - 1) / 2, stride, groups });
  const before = residual ? add(graph, "add", sums, graph.input("residual", sums.shape)) : sums;
  return { graph, image, sums, out: activate(graph, "out", before) };
}

const inputsOf = ({ image, sums }: Block) => ({ image: seeded(1, elements(image.shape)), seed: seeded(4, elements(sums.shape)), residual: seeded(5, elements(sums.shape)) });

async function expectSame(layer: Layer, built: Block, graph: Graph, values: readonly Value[], names = values): Promise<void> {
  const inputs = inputsOf(built);
  const expected = runByReferences(built.graph, names, inputs);
  const check = (found: Readonly<Record<string, Data>>, what: string): void =>
    // As in conv.test.ts; Winograd's transforms round more: see algorithms.test.ts.
    values.forEach(({ name }, at) => expectClose(found[name] as Data, expected[names[at]?.name ?? ""] as Data, layer.algorithm?.includes("winograd") ? 4e-5 : 1e-5, what));
  check(runByReferences(graph, values, inputs), "reference");
  for (const module of simdModules) {
    const device = openWasm({ modules: [module] });
    const found = await (await device?.compile(graph, values))?.run(inputs);
    if (found) check(found, device?.name ?? "");
  }
  const { algorithm = "direct" } = layer;
  const chosen = chooseAlgorithms(graph, () => algorithm);
  check(runByReferences(chosen, values, inputs), `reference of ${algorithm}`);
  if (gpu) check(await runOnGpuWithPadding(gpu, chosen, values, inputs), `GPU, ${algorithm}`);
}

describe("where no gradient will pass, every function goes into the convolution", () => {
  test.each(Object.entries(functions))("%s", async (_, activate) => {
    const built = block(eight, activate);
    const fused = fuse(built.graph, [built.out], { gradients: false });
    expect(fused.steps.map(({ op }) => op.name)).toEqual(["conv"]);
    await expectSame(eight, built, fused, [built.out]);
  });

  const some = Object.keys(layers).flatMap((name) => ["relu6", "SiLU", "sigmoid"].map((activate) => [name, activate] as const));
  test.each(some)("%s: %s, after a residual", async (name, activate) => {
    const layer = layers[name] as Layer;
    const built = block(layer, functions[activate] as Build, true);
    const fused = fuse(built.graph, [built.out], { gradients: false });
    expect(fused.steps.map(({ op }) => op.name)).toEqual(["conv"]);
    await expectSame(layer, built, fused, [built.out]);
  });

  test.each(Object.entries(functions))("%s, with padding lanes: not where it would fill them", async (name, activate) => {
    const built = block(direct, activate);
    const fused = fuse(built.graph, [built.out], { gradients: false });
    expect(fused.steps.length).toBe(name.endsWith("sigmoid") ? 2 : 1);
    await expectSame(direct, built, fused, [built.out]);
  });

  test("its gradient is refused, with what to do", () => {
    const { graph, out, image } = block(direct, silu);
    const fused = fuse(graph, [out], { gradients: false });
    const seed = fused.input("seed", out.shape);
    const appended = (): Value[] => adjoint(fused, out, seed, [image]);
    expect(appended).toThrow(expect.objectContaining({ name: "GraphError", code: "no-adjoint" }) as Error);
    expect(appended).toThrow(/gradients: true/);
  });
});

describe("where gradients will pass", () => {
  const shown = ["relu6", "clamp from −0.5 to 1", "leaky ReLU"];

  test.each(Object.entries(functions))("%s goes into the convolution where its output shows its slope, with the same gradients", async (name, activate) => {
    const built = block(direct, activate, true);
    const { graph, image, out } = built;
    const fused = fuse(graph, [out]);
    expect(fused.steps.length).toBe(shown.includes(name) ? 1 : 2);
    const expected = adjoint(graph, out, graph.input("seed", out.shape), [image])[0] as Value;
    const found = adjoint(fused, out, fused.input("seed", out.shape), [image])[0] as Value;
    await expectSame(direct, built, fused, [out, found], [out, expected]);
  });

  test.each([["relu6", guidedReluAdjoint], ["leaky ReLU", guidedReluAdjoint], ["relu6", reluAdjoint]] as const)("%s by a rule for ReLUs, fused or not", async (name, rule) => {
    const built = block(direct, functions[name] as Build);
    const { graph, image, out } = built;
    const fused = fuse(graph, [out]);
    const expected = adjoint(graph, out, graph.input("seed", out.shape), [image], rule)[0] as Value;
    const found = adjoint(fused, out, fused.input("seed", out.shape), [image], rule)[0] as Value;
    await expectSame(direct, built, fused, [found], [expected]);
  });

  test("a leaky ReLU that turns what is negative around does not: its output does not show its slope", () => {
    const { graph, out } = block(direct, (of, name, x) => leakyRelu(of, name, x, -0.5));
    expect(fuse(graph, [out]).steps.length).toBe(2);
    expect(fuse(graph, [out], { gradients: false }).steps.length).toBe(1);
  });
});

test("a second function stays a step of its own", () => {
  const { graph, out } = block(eight, (of, name, x) => sigmoid(of, name, relu6(of, `${name} (relu6)`, x)));
  expect(fuse(graph, [out], { gradients: false }).steps.map(({ op }) => op.name)).toEqual(["conv", "activation"]);
});
