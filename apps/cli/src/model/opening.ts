// What is known of a model before there is a device, on the command line and in Node: with ImageNet's labels, and preprocessing from a file.
import { labelsFor, namedPreprocessing, openingOf, statedInFile, type ModelToOpen, type Opening, type OpeningWishes, type StatedPreprocessing } from "@camlucida/cam";
import { nearest, shippedLabels } from "@camlucida/weights";
import { messageOf, UsageError } from "../errors/errors.ts";
import { readRegular } from "../files/regular.ts";

/** With a name for every class. */
export interface LabelledOpening extends Omit<Opening, "labels" | "labelsFrom"> {
  readonly labels: readonly string[]; // [classes]
  readonly labelsFrom: LabelsFrom;
}

/** "classes": ImageNet's, as there are 1000. */
export type LabelsFrom = Opening["labelsFrom"] | "classes";

const imagenetClasses = 1000;

/** @throws CheckpointError, LabelError */
export function labelledOpening(model: ModelToOpen, wishes: OpeningWishes): LabelledOpening {
  const opening = openingOf(model, wishes);
  const { network: { classes }, labels } = opening;
  if (labels === undefined && classes === imagenetClasses) return { ...opening, labels: shippedLabels("imagenet"), labelsFrom: "classes" };
  return { ...opening, labels: labelsFor(labels, classes) };
}

const sizeLimit = 64 * 1024; // bytes

/**
 * What --preprocess names, or a file says.
 * @throws UsageError "usage-bad-value"; CheckpointError "preprocessing-invalid", "preprocessing-unsupported"
 */
export async function readPreprocessing(asked: string): Promise<StatedPreprocessing> {
  const names = Object.keys(namedPreprocessing);
  const named = names.find((name) => name === asked.toLowerCase());
  if (named !== undefined) return namedPreprocessing[named] as StatedPreprocessing;
  const bytes = await readRegular(asked, sizeLimit).catch((cause: unknown) => {
    const close = nearest(asked, names);
    throw new UsageError("usage-bad-value", `--preprocess: ${JSON.stringify(asked)} is none of ${names.join(", ")}, and no file that can be read (${messageOf(cause)}).${close === undefined ? "" : ` Did you mean ${close}?`}`, { cause });
  });
  return statedInFile(new TextDecoder().decode(bytes), asked);
}
