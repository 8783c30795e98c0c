// The logits that Python saved of a picture, to hold ours against.
import { CheckError, messageOf } from "../errors/errors.ts";
import { readRegular } from "../files/regular.ts";
import { logitsIn } from "./npy.ts";

export interface SavedLogits {
  readonly file: string; // as typed
  readonly logits: Float64Array; // [classes]
}

const sizeLimit = 64 * 1024 * 1024; // bytes: eight million classes

/** @throws CheckError "check-unreadable", "check-malformed" */
export async function readLogits(file: string): Promise<SavedLogits> {
  const bytes = await readRegular(file, sizeLimit).catch((error: unknown) => {
    throw new CheckError("check-unreadable", `${file} cannot be read (${messageOf(error)}). Give the .npy file that holds the picture's logits.`, { cause: error });
  });
  return { file, logits: logitsIn(bytes, file) };
}

/** @throws CheckError "check-classes" where the network has another number of classes */
export function requireClasses({ file, logits }: SavedLogits, classes: number): void {
  if (logits.length === classes) return;
  throw new CheckError("check-classes", `${file} holds ${logits.length} logits, the network has ${classes} classes. Was it saved from this checkpoint, and from its last layer?`);
}
