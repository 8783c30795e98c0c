// For tests: files that no well-meaning program writes, assembled byte by byte. Pickles are spelled in opcodes,
// so that what a test feeds to the reader can be read in the test.
import { expect } from "vitest";
import { CheckpointError } from "../graph/errors.ts";
import { readFixture as readJson, readFixtureBytes } from "../testing/fixture.ts";
import type { ByteSource } from "./checkpoint.ts";
import { openCheckpoint, readCheckpoint } from "./read_checkpoint.ts";

export interface ReferenceFile {
  readonly tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: readonly (number | string)[] }>>;
  readonly skipped: readonly string[];
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface Reference {
  readonly digests: Readonly<Record<"float16" | "bfloat16", string>>;
  readonly files: Readonly<Record<string, ReferenceFile>>;
}

/** What PyTorch read from the fixtures. */
export const reference = await readJson<Reference>(import.meta.url, "./fixtures/reference.json");

/** A fixture that `test/reference_checkpoints.py` made. */
export const readFixture = (name: string): Promise<Uint8Array> => readFixtureBytes(import.meta.url, `./fixtures/${name}`);

type Piece = string | number | Uint8Array;

/** Bytes from text (one byte per character), single byte values and byte arrays. */
export function concatenate(...pieces: readonly Piece[]): Uint8Array {
  const arrays = pieces.map((piece) => {
    if (typeof piece === "string") return latin1(piece);
    return typeof piece === "number" ? Uint8Array.of(piece) : piece;
  });
  const joined = new Uint8Array(arrays.reduce((length, array) => length + array.length, 0));
  let position = 0;
  for (const array of arrays) {
    joined.set(array, position);
    position += array.length;
  }
  return joined;
}

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** `value` in `bytes` little-endian bytes. */
export function littleEndian(value: number | bigint, bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, i) => Number((BigInt(value) >> BigInt(8 * i)) & 0xffn));
}

/** Pickle opcodes with their arguments. */
export const op = {
  text: (value: string): Uint8Array => concatenate("X", littleEndian(value.length, 4), value), // BINUNICODE
  int: (value: number): Uint8Array => concatenate(0x8a, 8, littleEndian(BigInt(value), 8)), // LONG1
  global: (module: string, name: string): Uint8Array => concatenate(`c${module}\n${name}\n`), // GLOBAL
  tuple: (...items: readonly Uint8Array[]): Uint8Array => concatenate("(", ...items, "t"), // MARK … TUPLE
  put: (index: number): Uint8Array => concatenate("r", littleEndian(index, 4)), // LONG_BINPUT
  get: (index: number): Uint8Array => concatenate("j", littleEndian(index, 4)), // LONG_BINGET
};

/** `numbers` of a shape, as PyTorch would write a tensor over storage "0". */
export interface TensorSpelling {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset?: number;
  readonly storageLength?: number;
  readonly storageClass?: string;
  readonly key?: string;
}

export function spellTensor(tensor: TensorSpelling): Uint8Array {
  const { shape, strides, offset = 0, storageLength = 4, storageClass = "FloatStorage", key = "0" } = tensor;
  const place = [op.text(key), op.text("cpu"), op.int(storageLength)];
  const storage = op.tuple(op.text("storage"), op.global("torch", storageClass), ...place);
  const axes = [op.tuple(...shape.map(op.int)), op.tuple(...strides.map(op.int))];
  const args = op.tuple(concatenate(storage, "Q"), op.int(offset), ...axes);
  return concatenate(op.global("torch._utils", "_rebuild_tensor_v2"), args, "R");
}

/** A dict of the given names and values, as a whole pickle. */
export function spellDict(entries: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const pairs = Object.entries(entries).flatMap(([name, value]) => [op.text(name), value]);
  return concatenate(0x80, 2, "}(", ...pairs, "u.");
}

/** A zip archive of stored entries, without checksums. */
export function zip(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipOf(Object.entries(files));
}

/** As `zip`, where names may repeat. */
export function zipOf(files: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  let contents: Uint8Array = new Uint8Array();
  let directory: Uint8Array = new Uint8Array();
  for (const [name, bytes] of files) {
    const size = littleEndian(bytes.length, 4);
    const sizes = concatenate(size, size, littleEndian(name.length, 2), littleEndian(0, 2));
    const header = concatenate(new Uint8Array(10), new Uint8Array(4), sizes);
    const place = littleEndian(contents.length, 4);
    directory = concatenate(directory, "PK\u0001\u0002", 0, 0, header, new Uint8Array(10), place, name);
    contents = concatenate(contents, "PK\u0003\u0004", header, name, bytes);
  }
  const count = littleEndian(files.length, 2);
  const place = concatenate(littleEndian(directory.length, 4), littleEndian(contents.length, 4));
  return concatenate(contents, directory, "PK\u0005\u0006", 0, 0, 0, 0, count, count, place, 0, 0);
}

/** A `.pth` of one pickle and one storage "0", by default of four float32 numbers 1, 2, 3, 4. */
export function handMadePth(pickle: Uint8Array, storage = new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer)): Uint8Array {
  return zip({ "a/data.pkl": pickle, "a/data/0": storage });
}

/** A file that is read piece by piece, and whose pieces are overwritten by the next. */
export function fileOf(bytes: Uint8Array): ByteSource {
  const buffer = new Uint8Array(bytes.length);
  return {
    length: bytes.length,
    read: (begin, end) => {
      buffer.fill(0xaa).set(bytes.subarray(begin, end));
      return buffer.subarray(0, end - begin);
    },
  };
}

/** The error that reading `bytes` throws, in memory as in a file: of the right class, and short enough to print. */
export function refusal(bytes: Uint8Array): CheckpointError {
  const thrown = thrownBy(() => readCheckpoint(bytes));
  expect(thrown.message.length).toBeLessThan(1000);
  // oxlint-disable-next-line no-control-regex -- a file must not reach the terminal with control characters
  expect(thrown.message).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  expect(thrownBy(() => openCheckpoint(fileOf(bytes))).message).toBe(thrown.message);
  return thrown;
}

function thrownBy(read: () => unknown): CheckpointError {
  let thrown: unknown;
  try {
    read();
  } catch (error) {
    thrown = error;
  }
  if (thrown instanceof CheckpointError) return thrown;
  throw new Error("expected a CheckpointError", { cause: thrown });
}

/** The code with which a `.pth` of one pickle, and storage "0" of four numbers, is refused. */
export const codeFor = (pickle: Uint8Array): string => refusal(handMadePth(pickle)).code;

/** `piece`, `times` times. */
export function repeat(piece: string | Uint8Array, times: number): Uint8Array {
  const one = concatenate(piece);
  const all = new Uint8Array(one.length * times);
  for (let i = 0; i < times; i++) all.set(one, i * one.length);
  return all;
}
