import { describe, expect, it } from "vitest";
import { concatenate, littleEndian, readFixture, refusal, zip, zipOf } from "./hand_made.ts";
import { readCheckpoint } from "./read_checkpoint.ts";

describe("what PyTorch wrote and the reader refuses", () => {
  it.each([
    ["hostile_zip.pth", "checkpoint-unsafe", '"posix.system"'],
    ["hostile_protocol4.pth", "checkpoint-unsafe", '"posix.system"'],
    ["hostile_legacy.pth", "checkpoint-unsafe", '"posix.system"'],
    ["hostile_eval.pth", "checkpoint-unsafe", '"__builtin__.eval"'],
    ["module.pth", "checkpoint-unsupported", "whole pickled module"],
    ["module_of_own_class.pth", "checkpoint-unsupported", '"__main__.Net"'],
    ["module_legacy.pth", "checkpoint-unsupported", "torch.save(model.state_dict()"],
    ["torchscript.pt", "checkpoint-unsupported", "TorchScript"],
    ["quantised.pth", "checkpoint-unsupported", '"fc.weight" is made by torch._utils._rebuild_qtensor'],
    ["sparse.pth", "checkpoint-unsupported", "_rebuild_sparse_tensor"],
    ["complex.pth", "checkpoint-unsupported", '"fc.weight" holds complex64'],
    ["meta.pth", "checkpoint-unsupported", "_rebuild_meta_tensor_no_storage (torch.float32)"],
    ["current_float8.pth", "checkpoint-unsupported", "(torch.float8_e4m3fn)"],
    ["two_networks.pth", "checkpoint-unsupported", '"generator", "discriminator"'],
    ["integers.pth", "checkpoint-empty", "integers only"],
    ["list_of_tensors.pth", "checkpoint-empty", "holds a list"],
    ["plain_pickle.pth", "checkpoint-unknown-format", "not one that torch.save wrote"],
    ["byteorder_big.pth", "checkpoint-unsupported", "big-endian"],
    ["deflated.pth", "checkpoint-unsupported", "compressed (method 8)"],
  ])("%s: %s, %s", async (name, code, words) => {
    const error = refusal(await readFixture(name));
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
  });
});

describe("files of other kinds are named", () => {
  const tar = concatenate("checkpoint", new Uint8Array(247), "ustar", new Uint8Array(300));
  it.each([
    ["a web page", "\n<!DOCTYPE html><title>404</title>"],
    ["a web page", "\u00ef\u00bb\u00bf<html>"],
    ["an XML document", "<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>"],
    ["a PNG image", "\u0089PNG\r\n\u001a\n"],
    ["a JPEG image", "\u00ff\u00d8\u00ff\u00e0"],
    ["a Git LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:00"],
    ["an HDF5 file", "\u0089HDF\r\n"],
    ["a NumPy array", "\u0093NUMPY\u0001\u0000"],
    ["a gzip archive", "\u001f\u008b\u0008"],
    ["JSON text", '{"modelTopology": {}}'],
    ["a text file", "hello"],
    ["of no known format (first bytes: 01 02 03)", "\u0001\u0002\u0003"],
  ])("%s", (kind, text) => {
    const error = refusal(concatenate(text));
    expect(error.code).toBe("checkpoint-unknown-format");
    expect(error.message).toContain(`the file is ${kind}`);
  });

  it("a tar archive, PyTorch's first format", () => expect(refusal(tar).message).toContain("the file is a tar archive"));

  it("an empty file", () => expect(refusal(new Uint8Array()).code).toBe("checkpoint-empty"));

  it("a zip archive without a checkpoint, with several, with none of anything", () => {
    const entry = concatenate("N.");
    for (const files of [{ "weights.npy": entry }, { "a/data.pkl": entry, "b/data.pkl": entry }, {}]) {
      const error = refusal(zip(files));
      expect(error.code).toBe("checkpoint-unknown-format");
      expect(error.message).toMatch(/has [02] entries called data\.pkl/);
    }
  });
});

describe("broken zip archives", async () => {
  const file = await readFixture("zip.pth");
  const patched = (at: number, ...values: number[]): Uint8Array => {
    const copy = file.slice();
    copy.set(values, at < 0 ? copy.length + at : at);
    return copy;
  };

  it("takes the 64-bit record where a single field of the short one says so", () => {
    const saturated = [0xff, 0xff, 0xff, 0xff];
    const counts = -14;
    const place = -6;
    for (const at of [counts, place]) expect(readCheckpoint(patched(at, ...saturated)).tensors.size).toBe(5);
  });

  it("refuses two entries of one name", () => {
    const data = concatenate("x");
    expect(refusal(zipOf([["a/data.pkl", data], ["a/data.pkl", data]])).message).toContain('two entries are called "a/data.pkl"');
  });

  it("refuses a directory that lies elsewhere, and counts more entries than there are", () => {
    expect(refusal(patched(-6, 1)).code).toBe("checkpoint-corrupt"); // directory offset
    expect(refusal(patched(-12, 200)).code).toMatch(/checkpoint-(corrupt|truncated)/); // number of entries
  });

  it("refuses an entry whose size or place reaches outside the file", async () => {
    const wide = await readFixture("zip64.pth");
    const view = new DataView(wide.buffer);
    const places = [...wide.keys()].filter((at) => at + 4 <= wide.length && view.getUint32(at, true) === 0x00180001);
    expect(places.length).toBe(8); // extra field 1 of 24 bytes: size, compressed size, place; for data.pkl, six storages, version
    for (const at of places.slice(0, -1)) {
      for (const value of [2n ** 63n, 2n ** 53n, 2n ** 32n, BigInt(wide.length)]) {
        const copy = wide.slice();
        for (const field of [4, 12]) new DataView(copy.buffer).setBigUint64(at + field, value, true);
        expect(refusal(copy).code).toBe("checkpoint-truncated");
        const moved = wide.slice();
        new DataView(moved.buffer).setBigUint64(at + 20, value, true);
        expect(refusal(moved).code).toBe("checkpoint-truncated");
      }
    }
  });

  it("refuses an entry of two sizes", () => {
    const directory = new DataView(file.buffer).getUint32(file.length - 6, true);
    const size = new DataView(file.buffer).getUint32(directory + 24, true);
    const shorter = file.slice();
    new DataView(shorter.buffer).setUint32(directory + 24, size - 1, true);
    expect(refusal(shorter).message).toContain(`is stored in ${size} bytes and has ${size - 1}`);
  });

  it("refuses an encrypted entry", () => {
    const directory = new DataView(file.buffer).getUint32(file.length - 6, true);
    expect(refusal(patched(directory + 8, 1)).message).toContain("encrypted");
  });
});

describe("legacy files", () => {
  it("refuses another protocol, another byte order, storages nobody mentioned", () => {
    const magic = concatenate(0x80, 2, 0x8a, 10, littleEndian(0x1950a86a20f9469cfc6cn, 10), ".");
    const version = (number: number): Uint8Array => concatenate(0x80, 2, "M", littleEndian(number, 2), ".");
    const machine = (little: number): Uint8Array => concatenate(0x80, 2, "}U\u000dlittle_endian", little, "s.");
    const yes = 0x88;
    const no = 0x89;
    expect(refusal(concatenate(magic, version(1000), machine(yes))).message).toContain("protocol 1000");
    expect(refusal(concatenate(magic, version(1001), machine(no))).message).toContain("little_endian false");
    const listed = concatenate(magic, version(1001), machine(yes), "}.", "](U\u00010e.", littleEndian(0, 8));
    expect(refusal(listed).message).toContain('Storage "0" is listed but belongs to no tensor');
  });
});
