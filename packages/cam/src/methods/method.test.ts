import { expect, test } from "vitest";
import { methods } from "./index.ts";
import { unitOf, usesLastLayerOnly, usesNoLayer } from "./method.ts";

test("units and layers of all methods", () => {
  const named = (has: (method: (typeof methods)[number]) => boolean): readonly string[] => methods.filter(has).map(({ name }) => name);
  expect(named((method) => unitOf(method) === "logits")).toEqual(["cam"]);
  expect(named((method) => unitOf(method) === "features")).toEqual(named(({ aboutClass }) => !aboutClass));
  expect(named(usesLastLayerOnly)).toEqual(["cam"]);
  expect(named(usesNoLayer)).toEqual(["input-gradient", "guided-backpropagation"]);
});
