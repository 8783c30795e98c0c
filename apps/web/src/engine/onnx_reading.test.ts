import { readFixtureBytes } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { type OnnxReading, readingOf } from "./onnx_reading.ts";

const read = async (name: string): Promise<OnnxReading> => readingOf(await readFixtureBytes(import.meta.url, `../../../../packages/tensor/src/onnx/fixtures/${name}.onnx`));

const nodesOf = ({ nodes, steps }: OnnxReading): readonly string[] =>
  nodes.filter(({ became }) => became !== "known").map(({ op, joined, became, steps: own }) => `${[op, ...joined.map((one) => one.op)].join("+")} ${became}${own.map((at) => ` ${steps[at]?.kind}`).join("")}`);

/** The steps that run as one, by kind. */
const runsOf = ({ steps, fused }: OnnxReading): readonly string[] => Array.from({ length: fused }, (_, at) => steps.filter(({ runs }) => runs === at).map(({ kind }) => kind).join("+"));

test("a batch-norm and its function run in the convolution before them; a gate does not", async () => {
  const reading = await read("mobile_17");
  expect(nodesOf(reading).slice(0, 9)).toEqual([
    "Pad steps window", "Conv steps conv", "BatchNormalization steps batch_norm", "HardSwish steps hard_swish", "Conv steps conv", "BatchNormalization steps batch_norm",
    "Clip steps relu6", "Conv steps depthwise_conv", "BatchNormalization steps batch_norm",
  ]);
  expect(nodesOf(reading)).toContain("Sigmoid+Mul steps silu");
  expect(runsOf(reading)).toEqual([
    "window", "conv+batch_norm+hard_swish", "conv+batch_norm+relu6", "depthwise_conv+batch_norm+silu", "global_average_pool", "reshape", "conv+relu", "conv",
    "hard_sigmoid", "multiply", "conv+batch_norm+add", "global_average_pool", "linear",
  ]);
  expect(reading.nodes.filter(({ became }) => became === "known").length).toBeGreaterThan(20);
});

test("a Flatten is bookkeeping, and says how", async () => {
  const reading = await read("flat_13");
  expect(reading.nodes.find(({ op }) => op === "Flatten")).toMatchObject({ became: "placed", steps: [], output: { shape: [1, 72], here: [1, 4, 3, 6], axes: [[0], [3, 1, 2]] } });
  expect(reading.nodes.find(({ op }) => op === "Gemm")).toMatchObject({ weights: [{ shape: [9, 72] }, { shape: [9] }], reads: ["/Flatten_output_0"] });
});

test("functions in many nodes are one step, and a part that they look behind is told to be unused", async () => {
  const reading = await read("next_13");
  const found = nodesOf(reading);
  expect(found).toContain("ReduceMean+Sub+Pow+ReduceMean+Add+Sqrt+Div steps layer_norm");
  expect(found).toContain("Erf+Add+Mul+Mul steps gelu");
  expect(found).toContain("Div unused");
  expect(found).toContain("Transpose placed");
});

test("each step has a node or lies between two, and is part of what runs", async () => {
  for (const name of ["mobile_13", "flat_9", "next_17", "dense_17", "shuffle_17", "residual_17", "pyramid_17", "attentive_17"]) {
    const reading = await read(name);
    for (const { runs } of reading.steps) expect(runs).toBeLessThan(reading.fused);
    expect(new Set(reading.steps.map(({ runs }) => runs)).size, name).toBe(reading.fused);
    reading.nodes.forEach(({ steps }, at) => { for (const step of steps) expect(reading.steps[step]?.node).toBe(at); });
  }
});

test("what is no ONNX file is refused as elsewhere", async () => {
  await expect(readingOf(new Uint8Array([1, 2, 3]))).rejects.toMatchObject({ code: expect.stringMatching(/^checkpoint-/) as string });
});
