// Numbers that lie beside the .onnx file, as in "model.onnx.data": TensorProto.external_data. A path that could leave the file's
// folder is refused here, whoever opens files later.
// Source  onnx/docs/ExternalData.md
import type { ByteSource } from "../checkpoint/checkpoint.ts";
import { quote } from "../checkpoint/cursor.ts";
import { CheckpointError } from "../graph/errors.ts";
import { corrupt } from "./errors.ts";

/**
 * The file of that name beside the .onnx file, or undefined where there is none. A name may have folders in it, by "/"; it is never
 * absolute, and never leaves the folder.
 */
export type OnnxDataFiles = (name: string) => Uint8Array | ByteSource | undefined;

/** Bytes of a file beside the model. */
export interface ExternalRange {
  readonly source: ByteSource;
  readonly begin: number;
  readonly end: number;
}

/** Finds numbers, and asks for each file once. */
export function externalFiles(files: OnnxDataFiles | undefined) {
  const opened = new Map<string, ByteSource>();

  /** @throws CheckpointError "checkpoint-unsafe", "checkpoint-missing-data", "checkpoint-truncated", "checkpoint-corrupt" */
  return function locate(tensor: string, entries: ReadonlyMap<string, string>, length: number): ExternalRange {
    const name = safeName(tensor, entries.get("location"));
    const [begin, stated] = [
      count(tensor, "offset", entries.get("offset") ?? "0"),
      count(tensor, "length", entries.get("length") ?? String(length)),
    ];
    if (stated !== length) {
      throw corrupt(`tensor ${quote(tensor)} has ${stated} bytes in ${quote(name)}; its shape and type need ${length}`);
    }
    const source = opened.get(name) ?? open(tensor, name);
    if (length > source.length - begin) {
      throw new CheckpointError(
        "checkpoint-truncated",
        `ONNX: ${quote(name)} has ${source.length} bytes; tensor ${
          quote(tensor)
        } needs ${length} from byte ${begin} on. Does it belong to this model, and was it copied in full?`,
      );
    }
    return { source, begin, end: begin + length };
  };

  function open(tensor: string, name: string): ByteSource {
    const found = files?.(name);
    if (!found) {
      throw new CheckpointError(
        "checkpoint-missing-data",
        `ONNX: the numbers of tensor ${quote(tensor)} lie in ${
          quote(name)
        } beside the model, which is not there. Keep both in one folder, or choose both together.`,
      );
    }
    const source = found instanceof Uint8Array ? sourceOf(found) : found;
    opened.set(name, source);
    return source;
  }
}

export const sourceOf = (bytes: Uint8Array): ByteSource => ({
  length: bytes.length,
  read: (begin, end) => bytes.subarray(begin, end),
});

/** A path below the model's folder, whatever the system: no drive, no backslash, no "..", no control character. */
function safeName(tensor: string, location = ""): string {
  const parts = location.split("/").filter((part) => part !== "" && part !== ".");
  // oxlint-disable-next-line no-control-regex -- what a path may not hold
  const strange = location.length > 1024 || location.startsWith("/") || /[\\:\u0000-\u001f\u007f]/.test(location);
  if (parts.length > 0 && !strange && !parts.includes("..")) return parts.join("/");
  throw new CheckpointError(
    "checkpoint-unsafe",
    `ONNX: tensor ${quote(tensor)} asks for the file ${
      quote(location)
    }; only files in the model's own folder are read. Export the model again, with its data beside it.`,
  );
}

function count(tensor: string, what: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw corrupt(`tensor ${quote(tensor)} has the ${what} ${quote(text)}; expected a whole number of bytes`);
}
