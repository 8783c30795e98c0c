import { expect, test } from "vitest";
import { halfBits } from "./element_type.ts";
import { readSafetensors, writeSafetensors } from "./safetensors.ts";

test.each([
  [0, 0x0000], [-0, 0x8000], [1, 0x3c00], [-2, 0xc000], [65_504, 0x7bff], [65_519, 0x7bff], [65_520, 0x7c00], [Infinity, 0x7c00], [-Infinity, 0xfc00],
  [2 ** -14, 0x0400], [2 ** -24, 0x0001], [2 ** -25, 0x0000], [1.5 * 2 ** -24, 0x0002], [2 ** -14 - 2 ** -25, 0x0400],
  [1 + 2 ** -11, 0x3c00], [1 + 3 * 2 ** -11, 0x3c02], [1 + 2 ** -11 + 2 ** -20, 0x3c01], [2 - 2 ** -12, 0x4000],
])("%d is %i in half precision", (value, bits) => {
  expect(halfBits(value)).toBe(bits);
});

test("every half comes back from a file as it went", () => {
  const finite = Uint16Array.from({ length: 65_536 }, (_, bits) => bits).filter((bits) => (bits & 0x7c00) !== 0x7c00);
  const data = Float32Array.from(finite, (bits) => {
    const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
    return (bits & 0x8000 ? -1 : 1) * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
  });
  const tensors = new Map([["odd", { shape: [1], data: Float32Array.of(0.5) }], ["w", { shape: [data.length], data }], ["exact", { shape: [2], data: Float32Array.of(0.1, 1e30) }]]);
  const file = writeSafetensors(tensors, {}, (name) => (name === "exact" ? "F32" : "F16"));
  const read = readSafetensors(file).tensors;
  expect(read.get("w")?.data).toEqual(data);
  expect(read.get("odd")?.data).toEqual(Float32Array.of(0.5));
  expect(read.get("exact")?.data).toEqual(Float32Array.of(0.1, 1e30));
  expect(file.length).toBeLessThan(2 * data.length + 400);
});
