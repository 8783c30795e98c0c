// Class names for a checkpoint of the visitor's own.
import { checkLabels, LabelError, labelsSizeLimit, labelsTooLarge, readLabels } from "@camlucida/cam";

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

/** The names given or found, else "class 0", "class 1", … @throws LabelError "labels-wrong-length" */
export function labelsFor(labels: readonly string[] | undefined, classes: number): readonly string[] {
  if (labels) checkLabels(labels, classes);
  return labels ?? Array.from({ length: classes }, (_, index) => `class ${index}`);
}
