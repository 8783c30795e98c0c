import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { storageTypes } from "./element_type.ts";
import { copyBudget, toFloat32 } from "./strided.ts";

const float32 = storageTypes.get("torch.FloatStorage") ?? { name: "", bytes: 0, kind: "other" };

/** Element [i, j, …] straight from the definition: storage[offset + Σ index·stride], row-major order. */
function byDefinition(storage: Float32Array, offset: number, shape: readonly number[], strides: readonly number[]): number[] {
  const [size, ...innerShape] = shape;
  const [stride = 0, ...innerStrides] = strides;
  if (size === undefined) return [storage[offset] ?? NaN];
  return Array.from({ length: size }, (_, i) => byDefinition(storage, offset + i * stride, innerShape, innerStrides)).flat();
}

describe("strided tensors", () => {
  const axis = fc.record({ size: fc.integer({ min: 0, max: 4 }), stride: fc.integer({ min: 0, max: 12 }) });
  const axes = fc.array(axis, { maxLength: 5 });

  it("holds the elements of the definition, for any shape and strides", () => {
    fc.assert(
      fc.property(axes, fc.nat(5), (spec, offset) => {
        const shape = spec.map(({ size }) => size);
        const strides = spec.map(({ stride }) => stride);
        const length = offset + 1 + spec.reduce((sum, { size, stride }) => sum + Math.max(size - 1, 0) * stride, 0);
        const numbers = Float32Array.from({ length }, (_, i) => i);
        const tensor = { name: "w", elements: float32, storage: new Uint8Array(numbers.buffer), offset, shape, strides };
        expect(Array.from(toFloat32(tensor, copyBudget(0)).data)).toEqual(byDefinition(numbers, offset, shape, strides));
      }),
      { numRuns: 1000 },
    );
  });

  it("takes a scalar and axes of size 1, whatever their strides, for contiguous: no copy", () => {
    const numbers = Float32Array.of(0, 1, 2, 3, 4, 5);
    const layouts = [[[], []], [[1, 1], [7, 9]], [[1, 6], [99, 1]], [[2, 1, 3], [3, 0, 1]], [[6, 1], [1, 1]]] as const;
    for (const [shape, strides] of layouts) {
      const tensor = { name: "w", elements: float32, storage: new Uint8Array(numbers.buffer), offset: 0, shape, strides };
      expect(toFloat32(tensor, { remaining: 0 }).data.buffer).toBe(numbers.buffer);
    }
  });

  it("copies what is not aligned, also out of Node's Buffer, whose slice is a view", () => {
    class Buffered extends Uint8Array<ArrayBuffer> {
      override slice(from?: number, to?: number): Uint8Array<ArrayBuffer> {
        return this.subarray(from, to);
      }
    }
    const storage = new Buffered(new ArrayBuffer(13)).subarray(1);
    storage.set(new Uint8Array(Float32Array.of(1, 2, 3).buffer));
    const { data } = toFloat32({ name: "w", elements: float32, storage, offset: 1, shape: [2], strides: [1] }, copyBudget(12));
    expect(data).toEqual(Float32Array.of(2, 3));
  });
});
