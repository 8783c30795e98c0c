import { expect, test } from "vitest";
import { readFixtureBytes } from "../testing/fixture.ts";
import { onnxFileOf, smallNetwork } from "../testing/onnx.ts";
import { onnxCheckpoint } from "./checkpoint.ts";

test("a file says who wrote it, what goes in and comes out, and what it uses", async () => {
  const { network } = onnxCheckpoint(await readFixtureBytes(import.meta.url, "fixtures/next_13.onnx"));
  expect(network?.facts).toMatchObject({
    writtenBy: "pytorch 1.13.0", opset: 13,
    inputs: [{ shape: ["batch", 3, "height", "width"] }], outputs: [{ name: "scores", shape: ["batch", 6] }],
    constants: { tensors: 2, numbers: 4 }, // of group normalisation in two groups: ones and zeros
  });
  expect(network?.facts.operators.slice(0, 3)).toEqual([{ op: "Constant", count: 10, isComputed: true }, { op: "Add", count: 9, isComputed: true }, { op: "Mul", count: 6, isComputed: true }]);
});

test("operators that are not computed, and those of others, are told apart", () => {
  const nodes = [...(smallNetwork.nodes ?? []), { op: "LSTM", inputs: ["features"], outputs: ["a"] }, { op: "FusedConv", domain: "com.microsoft", inputs: ["features"], outputs: ["b"] }];
  const { network } = onnxCheckpoint(onnxFileOf({ ...smallNetwork, nodes }));
  expect(network?.facts.operators.filter(({ isComputed }) => !isComputed)).toEqual([{ op: "LSTM", count: 1, isComputed: false }, { op: "com.microsoft.FusedConv", count: 1, isComputed: false }]);
});
