// The typed errors of the command line. Every code is stable: programs may match on it, `--json` prints it.
import { ImageError } from "@camlucida/cam";
import { CamlucidaError } from "@camlucida/tensor";

export { ImageError, LabelError } from "@camlucida/cam";

export type ImageErrorCode =
  | "image-missing" // no such file
  | "image-unreadable" // a folder, no permission, a failing disk
  | "image-empty" // 0 bytes
  | "image-truncated" // the file ends, or its data end, before the picture does
  | "image-not-an-image" // of no format that is read
  | "image-unsupported" // of a kind that nobody here can decode: a 12-bit JPEG, a fax in a TIFF
  | "image-corrupt" // damaged: a wrong checksum, a bad code, contradictory headers
  | "image-too-large" // more pixels or bytes than the stated limit
  | "image-left-out" // found in a folder, of a format that is not read, or no file
  | "image-url-invalid" // no address, or one of another protocol than http and https
  | "image-url-unreachable" // no such host, nobody listens, no secure connection
  | "image-url-unknown" // its server was not known when the launcher granted permissions
  | "image-url-status" // the server answered with an error
  | "image-url-redirect" // in circles, or to another server
  | "image-url-timeout" // the server says nothing, or takes too long
  | "image-url-truncated" // the connection ended before the picture did
  | "image-url-too-large" // more bytes than the stated limit
  | "image-url-not-a-picture" // a web page or other text
  | "image-crashed"; // the thread that worked on it ended

type OutputErrorCode =
  | "output-exists" // and --force was not given
  | "output-is-input" // would replace a source photograph, with or without --force
  | "output-conflict" // two results would have the same name
  | "output-too-large" // a contact sheet of more pixels than the stated limit
  | "output-disk-full"
  | "output-unwritable" // no permission, a file where a folder should be, a read-only disk
  | "output-closed"; // the reader of our stdout went away

type UsageErrorCode =
  | "usage-unknown-option"
  | "usage-missing-value"
  | "usage-bad-value"
  | "usage-contradiction"
  | "usage-names-unreadable" // the list of --files-from
  | "usage-configuration" // a configuration file that cannot be understood
  | "usage-no-input";

type BoxesErrorCode =
  | "boxes-unreadable" // no such file, or no JSON
  | "boxes-malformed"; // JSON of another form

type CheckErrorCode =
  | "check-unreadable" // no such file
  | "check-malformed" // no .npy, or not the logits of one picture
  | "check-classes"; // of another number of classes

type JournalErrorCode =
  | "journal-in-use" // by another process
  | "journal-malformed" // another program's file, or no file
  | "journal-shard" // of another part of the pictures
  | "journal-settings" // written with other settings, and --force was not given
  | "journal-model" // likewise, with another model
  | "journal-unreadable" // no such file, or no permission
  | "journal-unfinished" // of parts that are joined: one has not come to its end
  | "journal-missing" // likewise: a part is not among them
  | "journal-twice"; // likewise: a part, or a picture, is there twice

/** A picture that cannot be read. One of these fails its own picture, never the others. */
export const imageError = (code: ImageErrorCode, message: string, options?: ErrorOptions): ImageError => new ImageError(code, printable(message), options);

/** Names that a file brings along, of chunks and of itself, may hold what a terminal takes for commands: U+0000…001F and U+007F…009F but line breaks. */
// oxlint-disable-next-line no-control-regex
const printable = (text: string): string => text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);

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

/** The same error, with more to say. */
export const usageErrorWith = (error: UsageError, more: string): UsageError => new UsageError(error.code as UsageErrorCode, `${error.message} ${more}`, { cause: error });

/** A file of results that cannot be gone on with, or not be joined with others. */
export class JournalError extends CamlucidaError {
  constructor(code: JournalErrorCode, message: string, options?: ErrorOptions) {
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

/** Deno reports some failures of standard output by number only. */
const codesByNumber: Readonly<Record<string, string>> = { 13: "EACCES", 28: "ENOSPC", 32: "EPIPE", 122: "EDQUOT" };

/** "ENOSPC", "EPIPE"…: the code of a failed read or write, or undefined. */
export function failureCode(error: unknown): string | undefined {
  return systemCode(error) ?? codesByNumber[/\(os error (\d+)\)/.exec(messageOf(error))?.[1] ?? ""];
}

/** The typed error for a result that could not be written to `place` (a path, or "stdout"). Typed errors pass through. */
export function outputError(place: string, error: unknown): OutputError {
  if (error instanceof OutputError) return error;
  const cause = { cause: error };
  switch (failureCode(error)) {
    case "EEXIST":
      return new OutputError("output-exists",
        `${place} exists and was left as it is. Use --skip-existing to leave it and go on, --force to replace it, or --out for another name.`, cause);
    case "ENOSPC": case "EDQUOT": case "EFBIG":
      return new OutputError("output-disk-full",
        `${place} was not written: the disk is full. Free some space and run the command again.`, cause);
    case "EPIPE":
      return new OutputError("output-closed", `${place} was closed by its reader before everything was written.`, cause);
    case "EMFILE": case "ENFILE":
      return new OutputError("output-unwritable", `${place} was not written: too many files are open. Allow more: ulimit -n 1024`, cause);
    case "EACCES": case "EPERM": case "EROFS":
      return new OutputError("output-unwritable",
        `${place} may not be written (${messageOf(error)}). Choose another place with --out.`, cause);
    default:
      return new OutputError("output-unwritable",
        `${place} cannot be written: ${messageOf(error)}. Choose another place with --out.`, cause);
  }
}
