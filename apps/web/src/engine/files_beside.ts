// Files that were brought together with a network: an ONNX file's numbers, read when they are asked for; and what says how photographs are
// prepared and what the classes are called.
import type { TextBeside } from "@camlucida/cam";
import { CheckpointError, type ByteSource, type OnnxDataFiles } from "@camlucida/tensor";
import type { BroughtFile } from "./protocol.ts";

/** Of workers alone. TypeScript knows either a page's names or a worker's. */
declare const FileReaderSync: { new(): { readAsArrayBuffer(part: Blob): ArrayBuffer } };

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf("/") + 1); // with its "/"

/** By the way to them from the network's folder, as its file names them; of files that came without folders by their names. */
export function filesBeside(beside: readonly BroughtFile[], model: string): OnnxDataFiles {
  const byPath = new Map(beside.map(({ path, file }) => [path, file]));
  return (name) => {
    const file = byPath.get(folderOf(model) + name) ?? byPath.get(name.slice(name.lastIndexOf("/") + 1));
    return file && sourceOf(file);
  };
}

const LONGEST_TEXT = 8 * 1024 * 1024; // bytes: larger ones hold other things

/** The texts that hubs put beside a model; of one in a folder called onnx those of the folder around it too. */
export async function textsBeside(beside: readonly BroughtFile[], model: string): Promise<readonly TextBeside[]> {
  const own = folderOf(model);
  const folders = /(^|\/)onnx\/$/.test(own) ? [own, own.slice(0, -"onnx/".length)] : [own];
  const found = await Promise.all(["preprocessor_config.json", "config.json"].map(async (name) => {
    const file = folders.map((folder) => beside.find(({ path }) => path === folder + name)?.file).find((some) => some !== undefined && some.size <= LONGEST_TEXT);
    return file && { name, text: await file.text() };
  }));
  return found.filter((one) => one !== undefined);
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
