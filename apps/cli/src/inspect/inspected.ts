// What a model is, and how it would be explained; of one that is refused what it holds, and why.
import { describeNetwork, type InputSize, LabelError, type NetworkDescription, type Preprocessing, type StatedPreprocessing, type TextBeside } from "@camlucida/cam";
import { CamlucidaError, type Checkpoint, metadataKeys } from "@camlucida/tensor";
import { labelledOpening, type LabelsFrom } from "../model/opening.ts";
import { contentsOf, type FileContents } from "./contents.ts";

/** What a model is. */
export type Inspected = InspectedNetwork | RefusedModel;

/** A model that can be explained. */
export interface InspectedNetwork {
  readonly ok: true;
  readonly name: string;
  readonly network: NetworkDescription;
  readonly preprocessing: Preprocessing;
  readonly labels: InspectedLabels;
  /** Where the file holds several state dicts: which one is explained. */
  readonly choice: Checkpoint["choice"] | undefined;
}

/** A model that would be refused. */
export interface RefusedModel {
  readonly ok: false;
  readonly name: string;
  readonly error: { readonly code: string; readonly message: string };
  readonly contents: FileContents;
}

/** Who says so: whoever asks, a file beside the model, the file, what is known of a published model or of 1000 classes, or nobody, and what is usual is taken. */
export type SaidBy = LabelsFrom | "manifest";

/** What classes are called. */
export interface InspectedLabels {
  readonly from: SaidBy;
  /** Of the first classes. */
  readonly first: readonly string[];
}

/** What is inspected. */
export interface ModelToInspect {
  readonly name: string;
  readonly checkpoint: Checkpoint;
  /** The caller's. */
  readonly given?: readonly string[] | undefined;
  readonly input?: InputSize | undefined;
  readonly asked?: StatedPreprocessing | undefined;
  readonly beside?: readonly TextBeside[] | undefined;
  /** The file's, or those of the published model that it is. */
  readonly labels: readonly string[] | undefined;
}

const firstLabels = 3;

/**
 * Nothing is compiled, and of weights that lie in a file none is read.
 * @throws LabelError "labels-wrong-length" for labels of the caller's that do not fit
 */
export function inspectModel({ name, checkpoint, given, labels, input, asked, beside = [] }: ModelToInspect): Inspected {
  try {
    const opening = labelledOpening({ checkpoint, labels, beside }, { input, preprocessing: asked, labels: given });
    const { preprocessing } = opening;
    const network = describeNetwork(opening.checkpoint, { preprocessing });
    const isPublished = opening.labelsFrom === "file" && labels !== undefined && !(metadataKeys.labels in checkpoint.metadata);
    return {
      ok: true, name, network, choice: checkpoint.choice,
      preprocessing,
      labels: { from: isPublished ? "manifest" : opening.labelsFrom, first: opening.labels.slice(0, firstLabels) },
    };
  } catch (error) {
    if (!(error instanceof CamlucidaError) || (given && error instanceof LabelError)) throw error;
    return { ok: false, name, error: { code: error.code, message: error.message }, contents: contentsOf(checkpoint) };
  }
}
