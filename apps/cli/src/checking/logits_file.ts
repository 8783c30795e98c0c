// The logits that Python saved of a picture, to hold ours against.
import { readFile, stat } from "node:fs/promises";
import { CheckError, messageOf } from "../errors.ts";
import { logitsIn } from "./npy.ts";

export interface SavedLogits {
  readonly file: string; // as typed
  readonly logits: Float64Array; // [classes]
}

const sizeLimit = 64 * 1024 * 1024; // bytes: eight million classes

/** @throws CheckError "check-unreadable", "check-malformed" */
export async function readLogits(file: string): Promise<SavedLogits> {
  return { file, logits: logitsIn(await readSmall(file), file) };
}

async function readSmall(path: string): Promise<Uint8Array> {
  try {
    const found = await stat(path); // first: a pipe would be waited for
    if (found.isFile() && found.size <= sizeLimit) return await readFile(path);
  } catch (error) {
    throw unreadable(`${path} cannot be read (${messageOf(error)})`, { cause: error });
  }
  throw unreadable(`${path} is no file of at most ${sizeLimit} bytes`);
}

const unreadable = (problem: string, options?: ErrorOptions): CheckError =>
  new CheckError("check-unreadable", `${problem}. Give the .npy file that holds the picture's logits.`, options);

/** @throws CheckError "check-classes" where the network has another number of classes */
export function requireClasses({ file, logits }: SavedLogits, classes: number): void {
  if (logits.length === classes) return;
  throw new CheckError("check-classes", `${file} holds ${logits.length} logits, the network has ${classes} classes. Was it saved from this checkpoint, and from its last layer?`);
}
