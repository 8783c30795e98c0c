// Reads and writes safetensors: a JSON header, then the numbers, row-major and little-endian, one tensor after
// another. Source: huggingface/safetensors. The header is described in `safetensors_header.ts`.
import { CheckpointError } from "../graph/errors.ts";
import type { ByteSource } from "./checkpoint.ts";
import type { Checkpoint, CheckpointTensor } from "./checkpoint.ts";
import { quote } from "./cursor.ts";
import { halvesOf } from "./element_type.ts";
import { withoutWrapperPrefixes } from "./checkpoint.ts";
import type { SafetensorsEntry, SafetensorsHeader } from "./safetensors_header.ts";
import { headerLength, maximumHeader, readHeader } from "./safetensors_header.ts";
import { copyBudget, toFloat32 } from "./strided.ts";

/**
 * F32, F16, BF16 and F64 as float32; integers are skipped. Aligned F32 tensors are views of `bytes`, not copies.
 * @throws CheckpointError `checkpoint-truncated`, `checkpoint-corrupt`, `checkpoint-unsupported` (other dtypes),
 *   `checkpoint-empty` (no floating-point tensor).
 */
export function readSafetensors(bytes: Uint8Array): Checkpoint {
  const header = readHeader(bytes);
  const budget = copyBudget(bytes.length);
  return checkpointOf(header, (entry) => toFloat32(locate(bytes, header, entry), budget));
}

/** As `readSafetensors`, of a file whose tensors are read when they are asked for. @throws likewise */
export function openSafetensors(source: ByteSource): Checkpoint {
  const lengthBytes = source.read(0, Math.min(8, source.length)).slice();
  const header = readHeader(source.read(0, Math.min(8 + headerLength(lengthBytes), source.length)), source.length);
  return checkpointOf(header, (entry) => tensorIn(source, header, entry));
}

function checkpointOf({ entries, metadata }: SafetensorsHeader, tensorOf: (entry: SafetensorsEntry) => CheckpointTensor): Checkpoint {
  const floats = entries.filter(({ elements }) => elements.kind === "float");
  if (floats.length === 0) {
    throw new CheckpointError("checkpoint-empty", `${entries.length} tensors in the safetensors file, none of floating point: no weights.`);
  }
  return withoutWrapperPrefixes({
    tensors: new Map(floats.map((entry) => [entry.name, tensorOf(entry)])),
    metadata,
    skipped: entries.filter(({ elements }) => elements.kind === "integer").map(({ name }) => name),
  });
}

function tensorIn(source: ByteSource, { dataStart }: SafetensorsHeader, { name, elements, shape, begin, end }: SafetensorsEntry): CheckpointTensor {
  const start = dataStart + begin;
  const read = (from: number, to: number): Float32Array => {
    const storage = source.read(start + from * elements.bytes, start + to * elements.bytes);
    return toFloat32({ name, elements, storage, offset: 0, shape: [to - from], strides: [1] }, copyBudget(storage.length)).data;
  };
  return {
    shape,
    read,
    get data() {
      return read(0, (end - begin) / elements.bytes).slice();
    },
  };
}

function locate(bytes: Uint8Array, { dataStart }: SafetensorsHeader, { name, elements, shape, begin, end }: SafetensorsEntry) {
  const storage = bytes.subarray(dataStart + begin, dataStart + end);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  return { name, elements, storage, offset: 0, shape, strides };
}

/** How a tensor's numbers are stored: exactly, or rounded to half precision. */
export type StoredAs = "F32" | "F16";

/**
 * A safetensors file of the tensors, in the order given; what `readSafetensors` reads back.
 * The data begins at a multiple of 8 bytes. A prefix that all names share (`module.`…) is lost on reading.
 * @throws CheckpointError `checkpoint-corrupt` if a tensor's data does not fill its shape,
 *   `checkpoint-unsupported` if the header would be longer than is read.
 * @param storedAs float32, unless said
 * @example
 * ```ts
 * import { metadataKeys, readCheckpoint, writeSafetensors } from "@camlucida/tensor";
 *
 * const file = writeSafetensors(checkpoint.tensors, { [metadataKeys.labels]: "cat\ndog\nbird" }, () => "F16");
 * readCheckpoint(file).metadata[metadataKeys.labels]; // → "cat\ndog\nbird"
 * ```
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, CheckpointTensor>,
  metadata: Readonly<Record<string, string>> = {},
  storedAs: (name: string, tensor: CheckpointTensor) => StoredAs = () => "F32",
): Uint8Array {
  const stored = Array.from(tensors, ([name, tensor]) => store(name, tensor, storedAs(name, tensor)));
  const header = encodeHeader(stored, metadata);
  const dataStart = 8 + header.length;
  const dataLength = stored.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const file = new Uint8Array(dataStart + dataLength);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  let position = dataStart;
  for (const { bytes } of stored) {
    file.set(bytes, position);
    position += bytes.length;
  }
  return file;
}

interface Stored {
  readonly name: string;
  readonly dtype: StoredAs;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

function store(name: string, { shape, data }: CheckpointTensor, dtype: StoredAs): Stored {
  assertWritable(name, { shape, data });
  return { name, dtype, shape, bytes: dtype === "F16" ? halvesOf(data) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

/** JSON as bytes, padded with spaces to a multiple of 8. */
function encodeHeader(stored: readonly Stored[], metadata: Readonly<Record<string, string>>): Uint8Array {
  let begin = 0;
  const described = stored.map(({ name, dtype, shape, bytes }): [string, unknown] => {
    const end = begin + bytes.length;
    const entry = { dtype, shape, data_offsets: [begin, end] };
    begin = end;
    return [name, entry];
  });
  const json = JSON.stringify(Object.fromEntries([["__metadata__", metadata], ...described]));
  const encoded = new TextEncoder().encode(json);
  if (encoded.length > maximumHeader - 8) {
    const problem = `The safetensors header would take ${encoded.length} bytes; at most ${maximumHeader} are read.`;
    throw new CheckpointError("checkpoint-unsupported", problem);
  }
  const padded = new Uint8Array(Math.ceil(encoded.length / 8) * 8).fill(0x20);
  padded.set(encoded);
  return padded;
}

function assertWritable(name: string, { shape, data }: CheckpointTensor): void {
  const expected = shape.reduce((product, size) => product * size, 1);
  if (data.length !== expected || name === "__metadata__") {
    throw new CheckpointError(
      "checkpoint-corrupt",
      name === "__metadata__"
        ? 'A tensor cannot be called "__metadata__" in a safetensors file. Rename it.'
        : `Tensor ${quote(name)} has ${data.length} numbers for shape [${shape.join(", ")}]; expected ${expected}.`,
    );
  }
}
