// What the operating system's refusals mean for a result of ours.
import { messageOf, OutputError, systemCode } from "../errors/errors.ts";

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
