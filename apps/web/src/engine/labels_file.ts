// A visitor's file of class names.
import { LabelError, labelsSizeLimit, labelsTooLarge, readLabels } from "@camlucida/cam";

/** @throws LabelError "labels-too-large", "labels-unreadable", "labels-malformed" */
export async function readLabelsFile(file: File): Promise<readonly string[]> {
  if (file.size > labelsSizeLimit) throw labelsTooLarge(file.name);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch (cause) {
    throw new LabelError("labels-unreadable", `${file.name} is no UTF-8 text. Give a file with one class name per line.`, { cause });
  }
  return readLabels(text, file.name);
}
