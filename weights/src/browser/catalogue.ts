// What models/index.json beside the page lists: the checkpoints that this site offers.

/** Numbers as they lie in the file. */
export type Precision = "float32" | "float16";

export interface Catalogue {
  /** The first is the one to begin with. */
  readonly models: readonly OfferedModel[];
}

export interface OfferedModel {
  readonly name: string; // "resnet50-keras"
  readonly title: string; // "ResNet-50, Keras weights"
  readonly licence: string;
  /** The first is exact. */
  readonly variants: readonly ModelVariant[];
}

export interface ModelVariant {
  readonly precision: Precision;
  readonly bytes: number;
  readonly sha256: string; // of the whole file, 64 hex digits
  /** One after the other they are the file. Small, so that an interrupted download goes on and every file host takes them. */
  readonly parts: readonly ModelPart[];
}

export interface ModelPart {
  readonly path: string; // relative to index.json
  readonly bytes: number;
  readonly sha256: string;
}
