// A checkpoint from where it comes, with everything that is known of it before there is a device: its network, what its photographs go
// through, what its classes are called; and what lies beside it says of that.
import { labelsFor, openingOf, type Preprocessing, type TextBeside } from "@camlucida/cam";
import { CheckpointError, loadCheckpoint, type Checkpoint } from "@camlucida/tensor";
import { digestOf, obtainModel } from "@camlucida/weights/browser";
import { filesBeside, textsBeside } from "./files_beside.ts";
import { readLabelsFile } from "./labels_file.ts";
import type { BroughtFile, EngineProgress, ModelOrigin } from "./protocol.ts";

export interface CheckpointModel {
  readonly name: string;
  readonly precision: "float32" | "float16" | undefined;
  readonly sha256: string; // of the file
  readonly architecture: string;
  readonly classes: number;
  readonly labels: readonly string[]; // [classes]
  readonly checkpoint: Checkpoint;
  readonly preprocessing: Preprocessing;
}

/** @throws WebModelError, CheckpointError, LabelError */
export async function readModel(source: ModelOrigin, tell: (progress: EngineProgress) => void): Promise<CheckpointModel> {
  return source.kind === "offered" ? readOffered(source, tell) : readBrought(source, tell);
}

async function readOffered({ model, precision, base }: ModelOrigin & { kind: "offered" }, tell: (progress: EngineProgress) => void): Promise<CheckpointModel> {
  const variant = model.variants.find((some) => some.precision === precision) ?? model.variants[0]!;
  const bytes = await obtainModel(variant, new URL(base), tell);
  tell({ phase: "reading" });
  const checkpoint = await loadCheckpoint(bytes);
  return { name: model.name, precision: variant.precision, sha256: variant.sha256, ...knownOf(checkpoint, [], undefined, []) };
}

async function readBrought({ name, path, file, labels, beside, forms, usualLabels }: ModelOrigin & { kind: "file" }, tell: (progress: EngineProgress) => void): Promise<CheckpointModel> {
  tell({ phase: "reading" });
  const given = labels && (await readLabelsFile(labels));
  const { bytes, checkpoint, of } = await firstRecognised([{ path, file }, ...forms], beside);
  const sha256 = await digestOf(bytes);
  return { name, precision: undefined, sha256, ...knownOf(checkpoint, await textsBeside(beside, of), given, usualLabels) };
}

interface ReadForm {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly checkpoint: Checkpoint;
  readonly of: string; // the file's path
}

/** What is refused of the first form may be had of another: a graph where the names are not known. The first one's refusal is told. */
async function firstRecognised(forms: readonly BroughtFile[], beside: readonly BroughtFile[]): Promise<ReadForm> {
  let refusal: unknown;
  for (const { path, file } of forms) {
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const checkpoint = await loadCheckpoint(bytes, { files: filesBeside(beside, path) });
      openingOf({ checkpoint, beside: await textsBeside(beside, path) });
      return { bytes, checkpoint, of: path };
    } catch (error) {
      refusal ??= error;
      if (!(error instanceof CheckpointError)) break;
    }
  }
  throw refusal;
}

type Known = Pick<CheckpointModel, "architecture" | "classes" | "labels" | "checkpoint" | "preprocessing">;

/** @param usual names of as many classes as most networks have, for one that says none */
function knownOf(read: Checkpoint, beside: readonly TextBeside[], given: readonly string[] | undefined, usual: readonly string[]): Known {
  const { checkpoint, network: { name: architecture, classes, isBackbone }, preprocessing, labels } = openingOf({ checkpoint: read, beside }, { labels: given });
  if (isBackbone) throw new CheckpointError("checkpoint-no-classes", `weights: it is a backbone without a class head (${architecture}), and this page explains classes. Save it with the linear layer that was trained on it; the command line draws Eigen-CAM, which is of no class.`);
  return { architecture, classes, checkpoint, preprocessing, labels: labelsFor(labels ?? (usual.length === classes ? usual : undefined), classes) };
}
