// Pickles that are deep, endless or hold themselves, and pickles that want something done.
import { describe, expect, it } from "vitest";
import { codeFor, concatenate, handMadePth, littleEndian, op, refusal, repeat } from "./hand_made.ts";
import { spellDict, spellTensor, zip } from "./hand_made.ts";
import { readCheckpoint } from "./read_checkpoint.ts";

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

  it("looks at a large dict once, however many names and cycles lead to it", () => {
    const large = concatenate("}", op.put(0), "(", repeat(concatenate(op.text("key"), "N"), 300_000), "u");
    const uses = Array.from({ length: 20_000 }, (_, i) => concatenate(op.text(`d${i}`), op.get(0)));
    const keys = "state_dict model_state_dict model_state model net network module weights params model_ema ema";
    const cycles = keys.split(" ").map((key) => concatenate(op.text(key), op.get(0)));
    const seconds = (...pickle: readonly (string | Uint8Array)[]): number => {
      const begin = performance.now();
      expect(codeFor(concatenate(...pickle))).toBe("checkpoint-empty");
      return (performance.now() - begin) / 1000;
    };
    const once = seconds(large, ".");
    // measured: 1.2 times; once for each way to it would be thousands of times
    expect(seconds("}(", op.text("d"), large, ...uses, "u.") / once).toBeLessThan(50);
    expect(seconds(large, "(", ...cycles, "u.") / once).toBeLessThan(50);
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
    ["\u00c2\u009b2J", "terminal"], // U+009B in UTF-8: the same command in one character
  ])("refuses %s.%s, by either opcode", (module, name) => {
    expect(codeFor(concatenate(op.global(module, name), "."))).toBe("checkpoint-unsafe");
    expect(codeFor(concatenate(op.text(module), op.text(name), 0x93, "."))).toBe("checkpoint-unsafe");
  });

  it("does not take an attack for somebody's own network", () => {
    expect(codeFor(concatenate(op.text("_forward_hooks"), op.global("os", "system"), "."))).toBe("checkpoint-unsafe");
    expect(codeFor(concatenate(op.text("_forward_hooks"), op.global("__main__", "Net"), "."))).toBe("checkpoint-unsupported");
  });

  it("refuses to call what is no name, to append to what is no list, to take what is not there", () => {
    const calls = ["NR.", "N)R.", "\u0093."];
    const containers = ["NNa.", "NNNs.", "(Nd.", "}(NNNu."];
    const missing = [".", "a.", "(0.", "t.", "h\u0000.", "q\u0000.", "NN."];
    for (const pickle of [...calls, ...containers, ...missing]) {
      expect(codeFor(concatenate(pickle)), pickle).toBe("checkpoint-corrupt");
    }
  });

  it("refuses to take a value from below a mark", () => expect(codeFor(concatenate("NN(0."))).toBe("checkpoint-corrupt"));

  it("refuses opcodes for things outside the file", () => {
    for (const code of [0x82, 0x83, 0x84, 0x97, 0x98, 0x69, 0x6f, 0x50, 0x00, 0xff]) {
      expect(codeFor(concatenate(code, "aaaa."))).toBe("checkpoint-unsupported");
    }
  });

  it("refuses persistent objects that are no storages", () => {
    const call = (id: Uint8Array): Uint8Array => {
      const args = op.tuple(concatenate(id, "Q"), op.int(0), op.tuple(), op.tuple());
      return spellDict({ w: concatenate(op.global("torch._utils", "_rebuild_tensor_v2"), args, "R") });
    };
    expect(codeFor(call(op.text("storage")))).toBe("checkpoint-unsupported");
    const window = op.tuple(op.text("base"), op.int(0), op.int(4));
    const storage = [op.text("storage"), op.global("torch", "FloatStorage"), op.text("0"), op.text("cpu"), op.int(4)];
    const view = op.tuple(...storage, window);
    expect(refusal(handMadePth(call(view))).message).toContain("PyTorch before 0.4");
    const module = op.tuple(op.text("module"), op.global("torch", "Tensor"), op.text("net.py"));
    expect(codeFor(call(module))).toBe("checkpoint-unsupported");
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
