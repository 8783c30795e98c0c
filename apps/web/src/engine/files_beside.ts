// Files that were brought together with a network: an ONNX file's numbers, read when they are asked for.
import { CheckpointError, type ByteSource, type OnnxDataFiles } from "@camlucida/tensor";
import type { BroughtFile } from "./protocol.ts";

/** Of workers alone. TypeScript knows either a page's names or a worker's. */
declare const FileReaderSync: { new(): { readAsArrayBuffer(part: Blob): ArrayBuffer } };

/** By the way to them from the network's folder, as its file names them; of files that came without folders by their names. */
export function filesBeside(beside: readonly BroughtFile[]): OnnxDataFiles {
  const byPath = new Map(beside.map(({ path, file }) => [path, file]));
  return (name) => {
    const file = byPath.get(name) ?? byPath.get(name.slice(name.lastIndexOf("/") + 1));
    return file && sourceOf(file);
  };
}

/** Kept in memory as the network's own file is, so that a device that is lost can be replaced; larger ones are read anew, piece by piece. */
const LARGEST_KEPT = 2 ** 29; // bytes

/** Only workers may read a file while they wait for it. */
function sourceOf(file: File): ByteSource {
  const read = (begin: number, end: number): Uint8Array => {
    try {
      return new Uint8Array(new FileReaderSync().readAsArrayBuffer(file.slice(begin, end)));
    } catch (cause) {
      throw new CheckpointError("checkpoint-truncated", `${file.name} cannot be read any more (${(cause as Error).message}). Choose it again, with the network.`, { cause });
    }
  };
  if (file.size > LARGEST_KEPT) return { length: file.size, read };
  let whole: Uint8Array | undefined;
  return { length: file.size, read: (begin, end) => (whole ??= read(0, file.size)).subarray(begin, end) };
}
