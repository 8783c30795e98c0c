// The errors of obtaining a model, and how the operating system's and the network's own errors are put into words.
import { CamlucidaError } from "@camlucida/tensor";

/**
 * A model that cannot be named, fetched, verified, converted or stored. Codes:
 *
 * | code | meaning |
 * |---|---|
 * | `model-unknown` | neither a name of the manifest nor a file |
 * | `model-file-missing`, `model-file-unreadable`, `model-too-large` | the path given as a model |
 * | `model-folder-empty`, `model-folder-several` | a folder given as a model, with none or several in it |
 * | `model-not-at-hand` | it must be obtained, and this process may not do that |
 * | `model-unreachable` | no answer from the server and no other source |
 * | `download-refused`, `download-busy` | the server answered with an error status |
 * | `download-interrupted` | the answer stalled or was cut, at every attempt |
 * | `download-wrong-size`, `download-wrong-hash` | what arrived is not the published file |
 * | `npm-missing`, `npm-failed`, `package-malformed` | `npm pack` and the package's archive |
 * | `keras-malformed` | the TensorFlow.js model inside the package |
 * | `manifest-malformed` | the list of models itself |
 * | `cache-unknown`, `cache-unwritable`, `disk-full` | the place where models are kept |
 * @example
 * ```ts
 * import { entryOf, ModelError, shippedManifest } from "@camlucida/weights";
 *
 * try {
 *   entryOf(shippedManifest(), "resnet19");
 * } catch (error) {
 *   if (error instanceof ModelError) error.code; // → "model-unknown"
 * }
 * ```
 */
export class ModelError extends CamlucidaError {}

/** The stable code of an error: ours, or the system's ("ENOSPC"); "" where it has none. */
export function codeOf(error: unknown): string {
  if (isRefusal(error)) return "EACCES";
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** What went wrong while writing `path`, as a typed error; errors that are typed already pass through. */
export function storageError(error: unknown, path: string): ModelError {
  if (error instanceof ModelError) return error;
  const code = codeOf(error);
  if (code === "ENOSPC" || code === "EDQUOT") return diskFull(path, error);
  const message = `${path}: cannot be written (${code || messageOf(error)}). Set CAMLUCIDA_CACHE to a folder of yours.`;
  return new ModelError("cache-unwritable", message, { cause: error });
}

export function diskFull(path: string, cause?: unknown): ModelError {
  const message = `${path}: the disk is full. Free some space, or set CAMLUCIDA_CACHE to another folder.`;
  return new ModelError("disk-full", message, { cause });
}

/** The outcome of `work`, which writes `path`, its failures typed as `storageError` does. */
export async function storing<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw storageError(error, path);
  }
}

/** The innermost reason of a failed request, on one line and without the address, which the caller names. */
export function networkReason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const message = messageOf(cause).replace(/^error sending request for url \([^)]*\): /, "").replace(
    /^client error \(Connect\): /,
    "",
  );
  return message.replaceAll(/\s+/g, " ").trim();
}

/** Deno's own refusal of what the launcher did not grant: its text is for programmers. */
const isRefusal = (error: unknown): boolean => error instanceof Error && error.name === "NotCapable";

/** An error's message, or the thrown value as text. */
export function messageOf(error: unknown): string {
  if (isRefusal(error)) return "not permitted";
  return error instanceof Error ? error.message : String(error);
}
