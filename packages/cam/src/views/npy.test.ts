import { readFixtureBytes } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { encodeNpy } from "./npy.ts";

// Byte for byte what numpy.save writes (test/reference_images.py), NaN, ∞ and a subnormal number included.
test.each([
  ["map_2x3.npy", [-1.5, 0, 3.25, NaN, Infinity, 1e-40], [2, 3]],
  ["vector_3.npy", [1, 2, 3], [3]],
  ["scalar.npy", [38.86], []],
])("%s", async (name, values, shape) => {
  expect(encodeNpy(Float32Array.from(values), shape)).toEqual(await readFixtureBytes(import.meta.url, `../../../../test/fixtures/npy/${name}`));
});

test("refuses a shape that the numbers do not fill", () => {
  expect(() => encodeNpy(new Float32Array(5), [2, 3])).toThrow(/5 numbers do not fill the shape \[2, 3\]/);
});
