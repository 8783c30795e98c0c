import { expect, test } from "vitest";
import { asLinear, renamed } from "./library_naming.ts";

test("the longest beginning that is renamed is, of whole words alone", () => {
  const renamings = new Map([["blocks.0", "features.1"], ["blocks.0.0.conv_dw", "features.1.conv.0.0"], ["gamma", "layer_scale"]]);
  expect(["blocks.0.0.conv_dw.weight", "blocks.0.0.bn1.bias", "blocks.01.weight", "gamma", "gammas", "classifier.weight"].map((name) => renamed(name, renamings)))
    .toEqual(["features.1.conv.0.0.weight", "features.1.0.bn1.bias", "blocks.01.weight", "layer_scale", "gammas", "classifier.weight"]);
});

test("a convolution of one position is a linear layer, another is not", () => {
  expect([[5, 4, 1, 1], [5, 4, 3, 3], [5, 4], [5]].map(asLinear)).toEqual([[5, 4], [5, 4, 3, 3], [5, 4], [5]]);
});
