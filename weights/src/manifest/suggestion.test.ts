import { expect, it } from "vitest";
import { nearest } from "./suggestion.ts";

const names = ["resnet18", "resnet34", "resnet50", "resnet50-keras"];

it.each([
  ["resnet81", "resnet18"],
  ["RESNET50", "resnet50"],
  ["resnet-34", "resnet34"],
  ["resnt50-kears", "resnet50-keras"],
])("takes %s for %s", (typed, meant) => {
  expect(nearest(typed, names)).toBe(meant);
});

it("guesses nothing where nothing is near", () => {
  expect(nearest("vgg16", names)).toBeUndefined();
  expect(nearest("", names)).toBeUndefined();
});
