// Class names in a file.
import { labelsSizeLimit, labelsTooLarge, readLabels } from "@camlucida/cam";
import { LabelError, messageOf } from "./errors.ts";
import { readRegular, TooManyBytes } from "./files/regular.ts";

/**
 * Reads a file of class names, UTF-8.
 * @throws LabelError "labels-unreadable", "labels-too-large", "labels-malformed", naming the file.
 */
export async function readLabelsFile(path: string): Promise<string[]> {
  return readLabels(await readText(path), path);
}

async function readText(path: string): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await readRegular(path, labelsSizeLimit));
  } catch (error) {
    if (error instanceof TooManyBytes) throw labelsTooLarge(path);
    throw new LabelError("labels-unreadable",
      `${path} cannot be read as UTF-8 text (${messageOf(error)}). Give a file with one class name per line.`, { cause: error });
  }
}
