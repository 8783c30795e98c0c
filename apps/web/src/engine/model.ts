// A checkpoint in memory, with everything that is known of it before there is a device.
import { LabelError, labelsFor, labelsSizeLimit, labelsTooLarge, readLabels } from "@camlucida/cam";
import { architectureOf, type Checkpoint, metadataKeys, readCheckpoint } from "@camlucida/tensor";
import { digestOf, obtainModel } from "@camlucida/weights/browser";
import type { ModelOrigin, EngineProgress } from "./protocol.ts";

export interface CheckpointModel {
  readonly name: string;
  readonly precision: "float32" | "float16" | undefined;
  readonly sha256: string; // of the file
  readonly architecture: string;
  readonly classes: number;
  readonly labels: readonly string[]; // [classes]
  readonly checkpoint: Checkpoint;
}

/** @throws WebModelError, CheckpointError, LabelError */
export async function readModel(source: ModelOrigin, tell: (progress: EngineProgress) => void): Promise<CheckpointModel> {
  return source.kind === "offered" ? readOffered(source, tell) : readFile(source, tell);
}

async function readOffered({ model, precision, base }: ModelOrigin & { kind: "offered" }, tell: (progress: EngineProgress) => void): Promise<CheckpointModel> {
  const variant = model.variants.find((some) => some.precision === precision) ?? model.variants[0]!;
  const bytes = await obtainModel(variant, new URL(base), tell);
  tell({ phase: "reading" });
  return describe(model.name, variant.precision, variant.sha256, readCheckpoint(bytes), undefined);
}

async function readFile({ file, labels }: ModelOrigin & { kind: "file" }, tell: (progress: EngineProgress) => void): Promise<CheckpointModel> {
  tell({ phase: "reading" });
  const given = labels && (await readLabelsFile(labels));
  const bytes = new Uint8Array(await file.arrayBuffer());
  const digest = await digestOf(bytes);
  return describe(file.name.replace(/\.[^.]*$/, ""), undefined, digest, readCheckpoint(bytes), given);
}

function describe(name: string, precision: CheckpointModel["precision"], sha256: string, checkpoint: Checkpoint, given: readonly string[] | undefined): CheckpointModel {
  const { name: architecture, classes } = architectureOf(checkpoint);
  return { name, precision, sha256, architecture, classes, checkpoint, labels: labelsFor(given ?? checkpoint.metadata[metadataKeys.labels]?.split("\n"), classes) };
}

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
