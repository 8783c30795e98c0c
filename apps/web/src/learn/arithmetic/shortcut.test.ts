import { expect, test } from "vitest";
import type { InsideLayer } from "../../engine/protocol.ts";
import { residualBlocksOf, rootMeanSquare } from "./shortcut.ts";

const layer = (name: string, op: string, ...inputs: readonly string[]): InsideLayer =>
  ({ name, op, inputs: inputs.map((input) => ({ name: input, shape: [] })) }) as unknown as InsideLayer;

test("an identity: what the sum adds to is what the residual is made of", () => {
  const layers = [
    layer("stem", "conv", "image"),
    layer("conv1", "conv", "stem"), layer("bn1", "batch_norm", "conv1"), layer("relu1", "relu", "bn1"),
    layer("conv2", "conv", "relu1"), layer("bn2", "batch_norm", "conv2"), layer("sum", "add", "bn2", "stem"), layer("block", "relu", "sum"),
  ];
  expect(residualBlocksOf(layers)).toEqual([expect.objectContaining({ input: "stem", residual: "bn2", shortcut: "stem", isIdentity: true, convolutions: 2, readElsewhere: 0 })]);
  expect(residualBlocksOf(layers)[0]?.after?.name).toBe("block");
});

test("a projection, named first or last, and a block without a ReLU", () => {
  const layers = [
    layer("x", "relu", "image"), layer("conv1", "conv", "x"), layer("bn1", "batch_norm", "conv1"), layer("conv2", "depthwise_conv", "bn1"), layer("bn2", "batch_norm", "conv2"),
    layer("projection", "conv", "x"), layer("bn3", "batch_norm", "projection"), layer("sum", "add", "bn3", "bn2"),
  ];
  expect(residualBlocksOf(layers)).toEqual([expect.objectContaining({ input: "x", residual: "bn2", shortcut: "bn3", isIdentity: false, convolutions: 2, after: undefined })]);
});

test("a block whose residual is weighed by what itself is squeezed to", () => {
  const layers = [
    layer("x", "relu", "image"), layer("conv", "conv", "x"), layer("mean", "global_average_pool", "conv"), layer("weights", "linear", "mean"),
    layer("weighed", "multiply", "conv", "weights"), layer("sum", "add", "weighed", "x"),
  ];
  expect(residualBlocksOf(layers)).toEqual([expect.objectContaining({ input: "x", residual: "weighed", shortcut: "x", isIdentity: true })]);
});

test("a network without additions has none", () => expect(residualBlocksOf([layer("conv", "conv", "image"), layer("relu", "relu", "conv")])).toEqual([]));

test("a value that others read too", () => {
  const layers = [layer("x", "relu", "image"), layer("conv", "conv", "x"), layer("sum", "add", "conv", "x"), layer("other", "conv", "x")];
  expect(residualBlocksOf(layers)[0]?.readElsewhere).toBe(1);
});

test("the root of the mean square", () => expect(rootMeanSquare(Float32Array.of(3, -4, 0, 0))).toBe(2.5));
