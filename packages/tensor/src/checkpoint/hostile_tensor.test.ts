// Tensors that claim more than their storage holds, and files that ask for more memory than their size justifies.
import { describe, expect, it } from "vitest";
import { codeFor, concatenate, handMadePth, littleEndian, op, repeat, spellDict, spellTensor } from "./hand_made.ts";
import type { TensorSpelling } from "./hand_made.ts";
import { readCheckpoint } from "./read_checkpoint.ts";

const tensor = (spelling: Partial<TensorSpelling>): Uint8Array =>
  spellDict({ w: spellTensor({ shape: [4], strides: [1], ...spelling }) });

describe("a tensor stays inside its storage", () => {
  it("reads what fits to the last element", () => {
    const { tensors } = readCheckpoint(handMadePth(tensor({ shape: [2, 2], strides: [1, 1], offset: 1 })));
    expect(tensors.get("w")?.data).toEqual(Float32Array.of(2, 3, 3, 4));
  });

  it.each<[string, Partial<TensorSpelling>]>([
    ["one element too long", { shape: [5] }],
    ["one element too far", { offset: 1 }],
    ["a stride too wide", { shape: [2], strides: [4] }],
    ["a huge stride", { shape: [2], strides: [2 ** 53 - 1] }],
    ["a negative stride", { strides: [-1], offset: 3 }],
    ["a negative offset", { offset: -1 }],
    ["a negative size", { shape: [-4] }],
    ["a huge shape", { shape: [2 ** 40, 2 ** 40], strides: [1, 1] }],
    ["more strides than axes", { strides: [1, 1] }],
    ["65 axes", { shape: Array.from({ length: 65 }, () => 1), strides: Array.from({ length: 65 }, () => 1) }],
    ["a storage longer than its entry", { storageLength: 5 }],
    ["a storage that is no entry", { key: "1" }],
    ["a storage elsewhere in the archive", { key: "../data.pkl" }],
    ["float64 in half the bytes", { storageClass: "DoubleStorage" }],
    ["an integer tensor too long, though skipped", { storageClass: "ByteStorage", shape: [17] }],
  ])("refuses %s", (_, spelling) => expect(codeFor(tensor(spelling))).toBe("checkpoint-corrupt"));

  it("refuses sizes beyond 2⁵³", () => {
    const big = concatenate(0x8a, 9, new Uint8Array(8), 1); // LONG1: 2⁶⁴
    const small = spellTensor({ shape: [4], strides: [1] });
    const at = small.lastIndexOf(0x8a);
    const patched = concatenate(small.subarray(0, at), big, small.subarray(at + 10));
    expect(codeFor(spellDict({ w: patched }))).toBe("checkpoint-corrupt");
  });

  it("gives an empty tensor whatever its other sizes", () => {
    const { tensors } = readCheckpoint(handMadePth(tensor({ shape: [2 ** 52, 0], strides: [0, 0] })));
    expect(tensors.get("w")).toEqual({ shape: [2 ** 52, 0], data: new Float32Array() });
  });
});

describe("memory is bounded by the file's size", () => {
  it("refuses to expand one number to 4 GB", () => {
    expect(codeFor(tensor({ shape: [2 ** 30], strides: [0] }))).toBe("checkpoint-unsafe");
    expect(codeFor(tensor({ shape: [2 ** 52], strides: [0] }))).toBe("checkpoint-unsafe");
  });

  it("refuses many modest expansions of one storage", () => {
    const expanded = spellTensor({ shape: [2 ** 20], strides: [0] });
    const pickle = spellDict(Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`w${i}`, expanded])));
    expect(codeFor(pickle)).toBe("checkpoint-unsafe");
  });

  it("refuses one expansion under many names", () => {
    const uses = Array.from({ length: 100 }, (_, i) => concatenate(op.text(`w${i}`), op.get(0)));
    const first = concatenate(spellTensor({ shape: [2 ** 20], strides: [0] }), op.put(0));
    expect(codeFor(concatenate("}(", op.text("w"), first, ...uses, "u."))).toBe("checkpoint-unsafe");
  });

  it.each([
    ["text", concatenate("X", littleEndian(2 ** 32 - 1, 4))],
    ["64-bit text", concatenate(0x8d, littleEndian(2n ** 63n, 8))],
    ["bytes", concatenate("B", littleEndian(2 ** 31, 4))],
    ["64-bit bytes", concatenate(0x8e, littleEndian(2n ** 40n, 8))],
    ["a Python 2 text", concatenate("T", littleEndian(2 ** 31, 4))],
  ])("believes no length of %s that the file does not back", (_, opcode) => {
    expect(codeFor(concatenate(opcode, "few"))).toBe("checkpoint-truncated");
  });

  it("refuses an integer of a million digits, a memo with holes, a name without end", () => {
    expect(codeFor(concatenate(0x8b, littleEndian(400_000, 4), new Uint8Array(400_000), "."))).toBe("checkpoint-corrupt");
    expect(codeFor(concatenate("N", op.put(2 ** 32 - 1), "."))).toBe("checkpoint-corrupt");
    expect(codeFor(concatenate("c", repeat("a", 5000)))).toBe("checkpoint-corrupt");
  });

  it("refuses more opcodes than any checkpoint has", () => {
    expect(codeFor(concatenate(repeat("}0", 2 ** 20), "N."))).toBe("checkpoint-unsafe");
    expect(codeFor(repeat("]", 2 ** 21))).toBe("checkpoint-unsafe");
  });
});
