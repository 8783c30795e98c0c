import { describe, expect, it } from "vitest";
import { CheckpointError } from "../graph/errors.ts";
import { sha256 } from "../testing/fixture.ts";
import { numbersIn, type Checkpoint, type CheckpointTensor } from "./checkpoint.ts";
import { concatenate, fileOf, handMadePth, littleEndian, op, readFixture, reference, spellDict, spellTensor } from "./hand_made.ts";
import { openCheckpoint, readCheckpoint } from "./read_checkpoint.ts";
import { readSafetensors } from "./safetensors.ts";

/** Object.is per number: no tolerance, since widening is exact, float64 is rounded once, and −0 stays −0. */
function expectSame(checkpoint: Checkpoint, name: string): void {
  const expected = reference.files[name];
  expect(expected, `${name} has reference values`).toBeDefined();
  expect([...checkpoint.tensors.keys()].sort()).toEqual(Object.keys(expected?.tensors ?? {}).sort());
  expect([...checkpoint.skipped].sort()).toEqual([...(expected?.skipped ?? [])].sort());
  for (const [tensorName, tensor] of Object.entries(expected?.tensors ?? {})) {
    const actual = checkpoint.tensors.get(tensorName);
    expect(actual?.shape, tensorName).toEqual(tensor.shape);
    expect(Array.from(actual?.data ?? []), tensorName).toEqual(tensor.data.map(toNumber));
  }
}

const toNumber = (value: number | string): number =>
  typeof value === "number" ? value : Number(value.replace("inf", "Infinity"));

describe("files that PyTorch wrote hold what PyTorch reads from them", () => {
  it.each(Object.keys(reference.files))("%s", async (name) => {
    const bytes = await readFixture(name);
    expectSame(readCheckpoint(bytes), name);
    expectSame(openCheckpoint(fileOf(bytes)), name);
  });

  it("gives any stretch of a tensor that is still in its file", async () => {
    for (const name of Object.keys(reference.files)) {
      const bytes = await readFixture(name);
      const [whole, open] = [readCheckpoint(bytes), openCheckpoint(fileOf(bytes))];
      for (const [key, { data }] of whole.tensors) {
        const tensor = open.tensors.get(key) as CheckpointTensor;
        expect(tensor.read !== undefined).toBe(name.endsWith(".safetensors"));
        for (const [from, to] of [[0, data.length], [1, data.length - 1], [data.length >> 1, data.length]] as const) {
          if (from <= to) expect([...numbersIn(tensor, from, to)]).toEqual([...data.subarray(from, to)]);
        }
      }
    }
  });

  it("keeps the metadata of a safetensors file", async () => {
    expect(readCheckpoint(await readFixture("by_hand.safetensors")).metadata).toEqual(reference.files["by_hand.safetensors"]?.metadata);
  });

  it("reads the same from an array in the middle of a larger buffer, at an odd place too", async () => {
    for (const name of ["zip.pth", "legacy.pth", "zip_views.pth", "by_hand.safetensors"]) {
      const file = await readFixture(name);
      for (const place of [1, 4]) {
        const within = concatenate(new Uint8Array(place).fill(0xff), file, new Uint8Array(9).fill(0xff));
        expectSame(readCheckpoint(within.subarray(place, place + file.length)), name);
      }
    }
  });
});

describe("16-bit formats", () => {
  const patterns = new Uint8Array(Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits).buffer);

  const formats = [["float16", "F16"], ["bfloat16", "BF16"]] as const;

  it.each(formats)("widens all 65,536 patterns of %s as PyTorch does", async (name, dtype) => {
    const header = JSON.stringify({ all: { dtype, shape: [2 ** 16], data_offsets: [0, 2 ** 17] } });
    const file = concatenate(littleEndian(header.length, 8), header, patterns);
    const { data } = readSafetensors(file).tensors.get("all") ?? { data: new Float32Array() };
    const words = new Uint32Array(data.buffer, data.byteOffset, data.length);
    data.forEach((number, i) => { if (Number.isNaN(number)) words[i] = 0x7fc00000; });
    expect(await sha256(new Uint8Array(words.slice().buffer))).toBe(reference.digests[name]);
  });
});

describe("memory", () => {
  it("gives aligned float32 tensors as views of the file, not copies", async () => {
    for (const name of ["zip.pth", "by_hand.safetensors"]) {
      const file = await readFixture(name);
      expect(readCheckpoint(file).tensors.get("conv1.weight")?.data.buffer).toBe(file.buffer);
    }
  });
});

describe("wrappers around the numbers", () => {
  it("reads a tensor with attributes, as PyTorch 2 wraps it, and a parameter around it", () => {
    const plain = spellTensor({ shape: [2], strides: [2], offset: 1 });
    const args = plain.subarray(plain.indexOf(0x0a, plain.indexOf(0x0a) + 1) + 1, -1); // between GLOBAL and REDUCE
    const wrapped = concatenate(
      op.global("torch._tensor", "_rebuild_from_type_v2"),
      op.tuple(op.global("torch._utils", "_rebuild_tensor_v2"), op.global("torch", "Tensor"), args, concatenate("}")),
      "R",
    );
    const settings = [Uint8Array.of(0x88), concatenate("}")]; // requires_grad, hooks
    const parameter = concatenate(op.global("torch._utils", "_rebuild_parameter"), op.tuple(wrapped, ...settings), "R");
    const { tensors } = readCheckpoint(handMadePth(spellDict({ wrapped, parameter })));
    expect([...tensors.values()].map(({ data }) => [...data])).toEqual([[2, 4], [2, 4]]);
  });

  it("skips integers, ignores what is no tensor", () => {
    const weight = spellTensor({ shape: [4], strides: [1] });
    const counter = spellTensor({ shape: [2], strides: [1], storageClass: "LongStorage", storageLength: 2 });
    const pickle = spellDict({ weight, counter, note: op.text("trained on a Tuesday"), size: op.int(3) });
    const { tensors, skipped } = readCheckpoint(handMadePth(pickle));
    expect([[...tensors.keys()], skipped]).toEqual([["weight"], ["counter"]]);
  });
});

describe("an error says what the file is", () => {
  it("is a CheckpointError for an empty file", () => {
    expect(() => readCheckpoint(new Uint8Array())).toThrow(CheckpointError);
    expect(() => readCheckpoint(new Uint8Array())).toThrow(/empty \(0 bytes\)/);
  });
});

it("says which of several state dicts it took", () => {
  const inner = (name: string): Uint8Array => spellDict({ [name]: spellTensor({ shape: [2], strides: [1] }) }).slice(2, -1); // neither header nor end
  const read = (entries: Readonly<Record<string, Uint8Array>>): Checkpoint => readCheckpoint(handMadePth(spellDict(entries)));
  const both = read({ state_dict_ema: inner("average"), optimizer: inner("moment"), state_dict: inner("trained") });
  expect([[...both.tensors.keys()], both.choice]).toEqual([["trained"], { taken: "state_dict", others: ["state_dict_ema"] }]);
  expect(read({ state_dict_ema: inner("average"), epoch: op.int(3) }).choice).toBeUndefined();
});
