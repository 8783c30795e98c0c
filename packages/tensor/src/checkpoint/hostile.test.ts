import { describe, expect, it } from "vitest";
import { concatenate, handMadePth, littleEndian, op, refusal, spellDict, spellTensor, zip } from "./hand_made.ts";
import type { TensorSpelling } from "./hand_made.ts";
import { readCheckpoint } from "./read_checkpoint.ts";

const reading = (pickle: Uint8Array): (() => unknown) => () => readCheckpoint(handMadePth(pickle));
const codeFor = (pickle: Uint8Array): string => refusal(handMadePth(pickle)).code;
const tensor = (spelling: Partial<TensorSpelling>): Uint8Array => spellDict({ w: spellTensor({ shape: [4], strides: [1], ...spelling }) });
const repeat = (piece: string | Uint8Array, times: number): Uint8Array => {
  const one = concatenate(piece);
  const all = new Uint8Array(one.length * times);
  for (let i = 0; i < times; i++) all.set(one, i * one.length);
  return all;
};

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
    expect(codeFor(spellDict({ w: concatenate(small.subarray(0, at), big, small.subarray(at + 10)) }))).toBe("checkpoint-corrupt");
  });

  it("gives an empty tensor whatever its other sizes", () => {
    expect(reading(tensor({ shape: [2 ** 52, 0], strides: [0, 0] }))()).toMatchObject({ tensors: new Map([["w", { data: new Float32Array() }]]) });
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

describe("depth and cycles", () => {
  const deep = 500_000;
  it.each([
    ["lists", concatenate(repeat("]", deep), repeat("a", deep - 1), ".")],
    ["tuples", concatenate(")", repeat(Uint8Array.of(0x85), deep), ".")],
    ["marks", concatenate(repeat("(", deep), ".")],
    ["dicts", concatenate("}", repeat(concatenate("K", 0, "}"), deep / 2), repeat("s", deep / 2), ".")],
  ])("survives half a million nested %s", (_, pickle) => expect(codeFor(pickle)).toMatch(/checkpoint-(empty|corrupt)/));

  it("survives state dicts nested in state dicts", () => {
    const opening = concatenate("}", op.text("state_dict"));
    expect(codeFor(concatenate(repeat(opening, 100_000), "N", repeat("s", 100_000), "."))).toBe("checkpoint-empty");
  });

  it("survives a dict that is its own state dict", () => {
    const itself = ["state_dict", "model", "net", "ema", "other"].map((key) => concatenate(op.text(key), op.get(0), "s"));
    expect(codeFor(concatenate("}", op.put(0), ...itself, "."))).toBe("checkpoint-empty");
  });

  it("survives a list that holds itself, and a call whose result goes into its arguments' list", () => {
    expect(codeFor(concatenate("]", op.put(0), op.get(0), "a."))).toBe("checkpoint-empty");
    const list = concatenate("]", op.put(0));
    const call = concatenate(op.global("collections", "OrderedDict"), list, 0x85, "R", op.put(1));
    expect(codeFor(concatenate(call, "(", op.text("model"), op.get(1), "u."))).toBe("checkpoint-empty");
  });

  it("takes no longer where many names share one long shape or one large dict", () => {
    const shape = concatenate("(", repeat(concatenate("K", 1), 100_000), "t", op.put(0));
    const start = spellTensor({ shape: [], strides: [] });
    const call = concatenate(start.subarray(0, start.length - 6), op.get(0), op.get(0), "tR"); // ends with (t (t t R
    const names = Array.from({ length: 5000 }, (_, i) => concatenate(op.text(`w${i}`), call));
    const time = performance.now();
    expect(codeFor(concatenate("}(", op.text("shape"), shape, ...names, "u."))).toBe("checkpoint-corrupt");
    const large = concatenate("}(", repeat(concatenate(op.text("key"), "N"), 100_000), "u", op.put(0));
    const uses = Array.from({ length: 20_000 }, (_, i) => concatenate(op.text(`d${i}`), op.get(0)));
    expect(codeFor(concatenate("}(", op.text("d"), large, ...uses, "u."))).toBe("checkpoint-empty");
    expect(performance.now() - time).toBeLessThan(5000); // measured: 0.3 s; quadratic would be minutes
  });
});

describe("nothing but data comes out of a pickle", () => {
  it.each([
    ["os", "system"],
    ["builtins", "eval"],
    ["builtins", "getattr"],
    ["torch", "load"],
    ["torch.hub", "load"],
    ["torch.storage", "_load_from_bytes"],
    ["numpy", "load"],
    ["collections", "namedtuple"],
    ["collections.OrderedDict", "__class__"],
    ["functools", "partial"],
    ["__proto__", "constructor"],
    ["\u001b[2J", "terminal"],
  ])("refuses %s.%s, by either opcode", (module, name) => {
    expect(codeFor(concatenate(op.global(module, name), "."))).toBe("checkpoint-unsafe");
    expect(codeFor(concatenate(op.text(module), op.text(name), 0x93, "."))).toBe("checkpoint-unsafe");
  });

  it("refuses to call what is no name, to append to what is no list, to take what is not there", () => {
    for (const pickle of ["NR.", "N)R.", "NNa.", "NNNs.", ".", "a.", "(0.", "t.", "h\u0000.", "q\u0000.", "(Nd.", "NN.", "NQ.", "\u0093."]) {
      expect(codeFor(concatenate(pickle)), pickle).toMatch(/checkpoint-(corrupt|empty)/);
    }
  });

  it("refuses opcodes for things outside the file", () => {
    for (const code of [0x82, 0x83, 0x84, 0x97, 0x98, 0x69, 0x6f, 0x50, 0x00, 0xff]) {
      expect(codeFor(concatenate(code, "aaaa."))).toBe("checkpoint-unsupported");
    }
  });

  it("refuses persistent objects that are no storages", () => {
    const call = (id: Uint8Array): Uint8Array =>
      spellDict({ w: concatenate(op.global("torch._utils", "_rebuild_tensor_v2"), op.tuple(concatenate(id, "Q"), op.int(0), op.tuple(), op.tuple()), "R") });
    expect(codeFor(call(op.text("storage")))).toBe("checkpoint-unsupported");
    expect(codeFor(call(op.tuple(op.text("module"), op.global("torch", "Tensor"), op.text("net.py"))))).toBe("checkpoint-unsupported");
  });

  it("treats names that JavaScript knows as names", () => {
    const weight = spellTensor({ shape: [1], strides: [1] });
    const { tensors } = readCheckpoint(handMadePth(spellDict({ ["__proto__"]: weight, constructor: weight, toString: weight })));
    expect([...tensors.keys()]).toEqual(["__proto__", "constructor", "toString"]);
  });

  it("refuses names that are not UTF-8", () => {
    expect(codeFor(concatenate("X", littleEndian(2, 4), 0xc3, 0x28, "."))).toBe("checkpoint-corrupt");
    expect(refusal(zip({ "\u00ff/data.pkl": concatenate("N.") })).code).toBe("checkpoint-corrupt");
  });
});
