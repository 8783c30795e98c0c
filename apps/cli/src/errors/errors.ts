// The typed errors of the command line. Every code is stable: programs may match on it, `--json` prints it.
import { ImageError } from "@camlucida/cam";
import { CamlucidaError } from "@camlucida/tensor";

export { ImageError, LabelError } from "@camlucida/cam";

export type ImageErrorCode =
  | "image-missing" // no such file
  | "image-unreadable" // a folder, no permission, a failing disk
  | "image-empty" // 0 bytes
  | "image-truncated" // the file ends, or its data end, before the picture does
  | "image-not-an-image" // neither PNG nor JPEG
  | "image-unsupported" // a PNG or JPEG of a kind nobody here can decode (12-bit, lossless…)
  | "image-corrupt" // damaged: a wrong checksum, a bad code, contradictory headers
  | "image-too-large" // more pixels or bytes than the stated limit
  | "image-left-out" // found in a folder, of a format that is not read, or no file
  | "image-crashed"; // the thread that worked on it ended

export type OutputErrorCode =
  | "output-exists" // and --force was not given
  | "output-is-input" // would replace a source photograph, with or without --force
  | "output-conflict" // two results would have the same name
  | "output-too-large" // a contact sheet of more pixels than the stated limit
  | "output-disk-full"
  | "output-unwritable" // no permission, a file where a folder should be, a read-only disk
  | "output-closed"; // the reader of our stdout went away

export type UsageErrorCode =
  | "usage-unknown-option"
  | "usage-missing-value"
  | "usage-bad-value"
  | "usage-contradiction"
  | "usage-no-input";

export type BoxesErrorCode =
  | "boxes-unreadable" // no such file, or no JSON
  | "boxes-malformed"; // JSON of another form

export type CheckErrorCode =
  | "check-unreadable" // no such file
  | "check-malformed" // no .npy, or not the logits of one picture
  | "check-classes"; // of another number of classes

/** A picture that cannot be read. One of these fails its own picture, never the others. */
export const imageError = (code: ImageErrorCode, message: string, options?: ErrorOptions): ImageError => new ImageError(code, message, options);

/** A result that cannot be written. Nothing half-written is left behind. */
export class OutputError extends CamlucidaError {
  constructor(code: OutputErrorCode, message: string, options?: ErrorOptions) {
    super(code, message, options);
  }
}

/** The command cannot be carried out as it was typed. */
export class UsageError extends CamlucidaError {
  constructor(code: UsageErrorCode, message: string, options?: ErrorOptions) {
    super(code, message, options);
  }
}

/** A file of boxes that cannot be used. */
export class BoxesError extends CamlucidaError {
  constructor(code: BoxesErrorCode, message: string, options?: ErrorOptions) {
    super(code, message, options);
  }
}

/** A file of saved logits that cannot be compared with. */
export class CheckError extends CamlucidaError {
  constructor(code: CheckErrorCode, message: string, options?: ErrorOptions) {
    super(code, message, options);
  }
}

/** `error.code` of a Node system error ("ENOENT"), or undefined for anything else. */
export function systemCode(error: unknown): string | undefined {
  if (isRefusal(error)) return "EACCES";
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** Deno's own refusal of what the launcher did not grant: its text is for programmers. */
const isRefusal = (error: unknown): boolean => error instanceof Error && error.name === "NotCapable";

/** The system's errors that a mistyped name meets, without its call and its code. */
const plainly: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file", ENOTDIR: "there is no such folder", EACCES: "not permitted", EISDIR: "it is a folder",
};

/** What an unknown thrown value says, in one line. */
export function messageOf(error: unknown): string {
  const plain = plainly[systemCode(error) ?? ""];
  if (plain !== undefined) return plain;
  return error instanceof Error ? error.message : String(error);
}
