import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CheckpointError } from "../graph/errors.ts";
import type { CheckpointTensor } from "./checkpoint.ts";
import { concatenate, littleEndian, refusal } from "./hand_made.ts";
import { readSafetensors, writeSafetensors } from "./safetensors.ts";

const file = (header: unknown, dataLength: number): Uint8Array => {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  return concatenate(littleEndian(text.length, 8), text, new Uint8Array(dataLength));
};

const float = (begin: number, end: number, shape: unknown = [(end - begin) / 4]): unknown =>
  ({ dtype: "F32", shape, data_offsets: [begin, end] });

/** Names as networks have them, and any text at all behind them. */
const beginning = fc.constantFrom("conv1.weight", "layer1.0.bn1.bias", "0", "__proto__", "toJSON", "重み");
const name = fc
  .tuple(beginning, fc.string({ unit: "grapheme" }))
  .map(([start, end]) => start + end);

const tensor: fc.Arbitrary<CheckpointTensor> = fc
  .array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 })
  .chain((shape) => {
    const length = shape.reduce((product, size) => product * size, 1);
    return fc.float32Array({ minLength: length, maxLength: length }).map((data) => ({ shape, data }));
  });

/** Empty tensors have no place in the file, and so no order. */
const inOrder = (tensors: ReadonlyMap<string, CheckpointTensor>): string[] =>
  [...tensors].filter(([, { data }]) => data.length > 0).map(([key]) => key);

describe("writing and reading back", () => {
  it("gives the same names in the same order, shapes, numbers and metadata", () => {
    const tensors = fc.array(fc.tuple(name, tensor), { minLength: 1, maxLength: 6 }).map((pairs) => new Map(pairs));
    fc.assert(
      fc.property(tensors, fc.dictionary(fc.string(), fc.string()), (written, metadata) => {
        const read = readSafetensors(writeSafetensors(written, metadata));
        expect(read.tensors).toEqual(written);
        expect(inOrder(read.tensors)).toEqual(inOrder(written));
        expect(read.metadata).toEqual(metadata);
        expect(read.skipped).toEqual([]);
      }),
    );
  });

  it("begins the data at a multiple of 8, so that it can be viewed in place", () => {
    for (let length = 0; length < 16; length++) {
      const written = writeSafetensors(new Map([["w".repeat(length + 1), { shape: [2], data: Float32Array.of(1, 2) }]]));
      expect((written.length - 8) % 8).toBe(0);
      expect([...readSafetensors(written).tensors.values()][0]?.data.buffer).toBe(written.buffer);
    }
  });

  it("writes the part of a larger buffer that a tensor views", () => {
    const data = Float32Array.of(0, 1, 2, 3).subarray(1, 3);
    const { tensors } = readSafetensors(writeSafetensors(new Map([["w", { shape: [2], data }]])));
    expect(tensors.get("w")?.data).toEqual(Float32Array.of(1, 2));
  });

  it("refuses a tensor that does not fill its shape, and a name that the format keeps for itself", () => {
    const data = Float32Array.of(1);
    for (const [key, shape] of [["w", [2]], ["__metadata__", [1]]] as const) {
      expect(() => writeSafetensors(new Map([[key, { shape, data }]]))).toThrow(CheckpointError);
    }
  });

  it("drops a wrapper's prefix on reading", () => {
    const tensor = { shape: [1], data: Float32Array.of(1) };
    const written = writeSafetensors(new Map([["module.fc.weight", tensor], ["module.fc.bias", tensor]]));
    expect([...readSafetensors(written).tensors.keys()]).toEqual(["fc.weight", "fc.bias"]);
  });
});

describe("a header that is not exactly right is refused", () => {
  it.each<[string, unknown, number, string]>([
    ["overlapping ranges", { a: float(0, 8), b: float(4, 12) }, 12, "corrupt"],
    ["the same range twice", { a: float(0, 8), b: float(0, 8) }, 8, "corrupt"],
    ["a hole at the start", { a: float(4, 8) }, 8, "corrupt"],
    ["a hole in the middle", { a: float(0, 4), b: float(8, 12) }, 12, "corrupt"],
    ["bytes left over", { a: float(0, 4) }, 8, "corrupt"],
    ["a range outside the file", { a: float(0, 8) }, 4, "truncated"],
    ["a range backwards", { a: float(8, 0, [0]) }, 8, "corrupt"],
    ["a negative offset", { a: float(-4, 0) }, 4, "corrupt"],
    ["a fraction", { a: float(0, 4, [0.5, 2]) }, 4, "corrupt"],
    ["a shape that needs more", { a: float(0, 4, [2]) }, 4, "corrupt"],
    ["a shape that needs less", { a: float(0, 8, [1]) }, 8, "corrupt"],
    ["a shape that overflows", { a: float(0, 0, [2 ** 32, 2 ** 32, 2 ** 32]) }, 0, "corrupt"],
    ["a thousand axes", { a: float(0, 4, Array.from({ length: 1000 }, () => 2 ** 50)) }, 4, "corrupt"],
    ["no shape", { a: { dtype: "F32", data_offsets: [0, 4] } }, 4, "corrupt"],
    ["no offsets", { a: { dtype: "F32", shape: [1] } }, 4, "corrupt"],
    ["three offsets", { a: { dtype: "F32", shape: [1], data_offsets: [0, 4, 4] } }, 4, "corrupt"],
    ["a tensor that is a number", { a: 3 }, 0, "corrupt"],
    ["metadata that is not text", { __metadata__: { epoch: 3 }, a: float(0, 4) }, 4, "corrupt"],
    ["metadata that is a list", { __metadata__: ["x"], a: float(0, 4) }, 4, "corrupt"],
    ["an 8-bit float", { a: { dtype: "F8_E4M3", shape: [4], data_offsets: [0, 4] } }, 4, "unsupported"],
    ["an unknown dtype", { a: { dtype: "constructor", shape: [4], data_offsets: [0, 4] } }, 4, "unsupported"],
    ["no tensors", {}, 0, "empty"],
    ["integers only", { a: { dtype: "I64", shape: [1], data_offsets: [0, 8] } }, 8, "empty"],
    ["broken JSON", '{"a": ', 0, "corrupt"],
    ["JSON nested without end", `{"a":${"[".repeat(100_000)}`, 0, "corrupt"],
  ])("%s", (_, header, dataLength, code) => expect(refusal(file(header, dataLength)).code).toBe(`checkpoint-${code}`));

  it("a length beyond the format's 100 MB, or beyond the file", () => {
    expect(refusal(concatenate(littleEndian(100_000_001, 8), "{}")).code).toBe("checkpoint-corrupt");
    expect(refusal(concatenate(littleEndian(1000, 8), "{}")).code).toBe("checkpoint-truncated");
  });

  it("a length that the format allows and no network needs", () => {
    expect(refusal(concatenate(littleEndian(100_000_000, 8), "{}")).code).toBe("checkpoint-unsupported");
    const labels = { __metadata__: { "camlucida.labels": "x".repeat(4 * 1024 * 1024) }, a: float(0, 4) };
    expect(refusal(file(labels, 4)).message).toContain("at most 4194304 are read");
    expect(() => writeSafetensors(new Map([["a", { shape: [1], data: Float32Array.of(1) }]]), labels.__metadata__)).toThrow(CheckpointError);
  });

  const entry = JSON.stringify(float(0, 4));
  it.each([
    ["a tensor", `{"a":${entry},"a":${entry}}`],
    ["a tensor, once in escapes", String.raw`{"a":${entry},"\u0061" : ${entry}}`],
    ["a tensor whose name has a quotation mark", String.raw`{"a\"\\":${entry},"a\u0022\u005c":${entry}}`],
    ["the metadata", `{"__metadata__":{},"a":${entry},"__metadata__":{"x":"y"}}`],
    ["a key of the metadata", `{"__metadata__":{"x":"1","x":"2"},"a":${entry}}`],
    ["a tensor's shape", `{"a":{"dtype":"F32","shape":[2],"shape":[1],"data_offsets":[0,4]}}`],
  ])("a name twice: %s", (_, header) => {
    const error = refusal(file(header, 4));
    expect(error.code).toBe("checkpoint-corrupt");
    expect(error.message).toMatch(/it has the name ".*" twice/);
  });

  it("the same name in two places is no repetition, nor is a value that reads like a name", () => {
    const header = String.raw`{"__metadata__":{"a":"dtype","b":"a","c":"\"a\":"},"a" :${entry},"b":${JSON.stringify(float(4, 8))}}`;
    expect([...readSafetensors(file(header, 8)).tensors.keys()]).toEqual(["a", "b"]);
  });

  it("reads what the format allows: spaces behind the JSON, empty tensors, any order of names", () => {
    const header = `${JSON.stringify({ b: float(4, 8), none: float(4, 4, [0, 3]), a: float(0, 4) })}     `;
    expect([...readSafetensors(file(header, 8)).tensors.keys()]).toEqual(["a", "none", "b"]);
  });
});
