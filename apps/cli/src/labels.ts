// Class names in a file.
import { labelsSizeLimit, labelsTooLarge, readLabels } from "@camlucida/cam";
import { readFile, stat } from "node:fs/promises";
import { LabelError, messageOf } from "./errors.ts";

/**
 * Reads a file of class names, UTF-8.
 * @throws LabelError "labels-unreadable", "labels-too-large", "labels-malformed", naming the file.
 */
export async function readLabelsFile(path: string): Promise<string[]> {
  return readLabels(await readText(path), path);
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > labelsSizeLimit) throw labelsTooLarge(path);
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
  } catch (error) {
    if (error instanceof LabelError) throw error;
    throw new LabelError("labels-unreadable",
      `${path} cannot be read as UTF-8 text (${messageOf(error)}). Give a file with one class name per line.`, { cause: error });
  }
}
