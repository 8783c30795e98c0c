// What is reported of one photograph: the object that --json prints, and that the text for people is made from.
import type { Because, Emptiness, MapGrid, Preprocessing } from "@camlucida/cam";
import { CamlucidaError } from "@camlucida/tensor";
import type { LayersAs, Smoothing, TargetKind } from "../arguments/table/choices.ts";
import { messageOf } from "../errors/errors.ts";
import type { Box } from "../image/regions.ts";
import type { Peak } from "./peak.ts";

export type ImageResult = ImageSuccess | ImageFailure;

/** What becomes of an input. */
export type InputResult = ImageResult | ImageSkipped;

export interface ImageSuccess {
  readonly image: string; // the path as typed or found; "-" for standard input
  readonly ok: true;
  readonly model: ModelFacts;
  readonly device: { readonly kind: "gpu" | "cpu"; readonly name: string; readonly why: string }; // why it was chosen
  readonly input: { readonly width: number; readonly height: number }; // pixels, upright
  readonly remarks?: readonly string[]; // on what is unusual in the file: absent where nothing is
  readonly top: readonly TopClass[]; // as many as --top says, five by default, or all if there are fewer classes; most probable first
  readonly maps: readonly MapResult[];
  readonly sheet: string | null; // path of the contact sheet
  readonly kept?: readonly string[]; // with --skip-existing: the paths of what was there, and was left as it was
  readonly check?: Checked; // where logits to compare with were given
  readonly ms: Milliseconds;
}

/** Whether a picture was explained, every map of it can be used, and its logits are those that --check compares. */
export const isUsable = (result: Usable): boolean =>
  result.ok && result.maps.every(({ statement }) => statement?.code !== "map-not-finite") && result.check?.ok !== false;

/** What of a result decides that. */
export type Usable = Pick<ImageFailure, "ok"> | { readonly ok: true; readonly maps: readonly Pick<MapResult, "statement">[]; readonly check?: Pick<Checked, "ok"> };

/** With --skip-existing: every result was there, and nothing was done. */
export interface ImageSkipped {
  readonly image: string;
  readonly ok: true;
  readonly skipped: true;
  readonly files: readonly string[]; // the results' paths
}

export interface ImageFailure {
  readonly image: string;
  readonly ok: false;
  readonly error: { readonly code: string; readonly message: string };
}

/** Our logits against those that Python saved of the same picture. */
export interface Checked {
  readonly file: string;
  readonly ok: boolean; // no difference is larger than the tolerance
  readonly largestDifference: number; // logits
  readonly at: number; // class index of the largest difference
  readonly tolerance: number; // logits: a thousandth of the range
  readonly range: number; // of the saved logits, zero included
  readonly ours: CheckedTop;
  readonly saved: CheckedTop;
  readonly lookAt?: readonly string[]; // where they differ: likely reasons
}

/** The class with the largest logit. */
interface CheckedTop {
  readonly class: number;
  readonly label: string;
  readonly logit: number;
}

/** The files that a photograph has become. */
export function filesOf(result: InputResult): string[] {
  if (!result.ok) return [];
  if ("skipped" in result) return [...result.files];
  const paths = result.maps.flatMap(({ overlay, raw, mask = null, curves = null }) => [overlay, raw, mask, curves]);
  return [...paths, result.sheet].filter((path) => path !== null && path !== "-") as string[];
}

/** Found beside pictures and not read, such as a HEIC in a folder of JPEGs: not explained, and no failure. */
export const isLeftOut = (result: InputResult): result is ImageFailure => !result.ok && result.error.code === "image-left-out";

export interface ModelFacts {
  readonly name: string;
  readonly sha256: string | undefined; // of the weights file, in 64 hex digits: with --json and --verbose
  readonly classes: number; // 0 of a backbone, which answers with features
  readonly preprocessing: Preprocessing; // that the photograph went through
  readonly probabilities: "softmax" | "sigmoid" | "cosine" | "none"; // what they are of the logits: the sigmoid where there is a single one, none of features; with --similar-to cosines
}

export interface TopClass {
  readonly class: number; // index
  readonly label: string;
  readonly probability: number; // 0…1
  readonly logit: number;
}

export interface MapResult {
  readonly method: string; // "cam"
  readonly layer: string; // "layer4"; "layer2+layer3" where they are fused; "image" where the method knows no layer
  readonly layersAs?: Exclude<LayersAs, "separate">; // where they are fused
  readonly class: number | null; // index; this and the next five are null, or absent, where the map is of no class: Eigen-CAM's
  readonly label: string | null;
  readonly against?: { readonly class: number; readonly label: string; readonly alpha: number }; // of a contrast
  readonly target: TargetKind | null;
  readonly logit: number | null; // of the class
  readonly probability: number | null; // of the class; with --similar-to a cosine
  readonly smooth?: Smoothing;
  readonly unit: Unit; // of the map's values
  readonly min: number; // of the finite values; NaN, and null in JSON, if there is none: then `statement` says so
  readonly max: number; // likewise
  readonly peak: Peak | null; // where the map is largest; null where no value is finite
  readonly height: number; // values
  readonly width: number; // values
  readonly statement: Statement | null; // in words, where the map makes no picture
  readonly residual: number | null; // |mean(M) + b − y|, logits: the map's own proof; null where it has none
  readonly threshold?: number; // of the boxes and the mask: a share of the largest positive value
  readonly boxes?: readonly Box[]; // of the connected regions, most pixels first; 100 at most
  readonly mask?: string | null; // path of its picture
  readonly metrics?: Measured; // how good the map is
  readonly judgedFor?: { readonly class: number; readonly label: string }; // of a map of no class: whose probability the metrics look at
  readonly curves?: string; // path of the picture, which the maps of a class share
  readonly grid?: MapGrid; // the map in few numbers, where lines are kept
  readonly raw: string | null; // path of the .npy
  readonly overlay: string | null; // path of the picture, "-" for standard output; null where only a sheet was asked for
}

export type StatementCode = `map-${Emptiness}`;

/** A result in words. Every code but "map-not-finite" is an answer like others; that one is a fault: exit code 1. */
export interface Statement {
  readonly code: StatementCode;
  readonly message: string;
}

/** In the order of the report. */
export const metricNames = ["drop", "increase", "insertion", "deletion", "road", "pointing", "energy"] as const;
export type MetricName = (typeof metricNames)[number];

/** A number for each metric that was asked for, null where it says nothing; then `without` says why. */
export type Measured = Readonly<Partial<Record<MetricName, number | null>>> & {
  readonly without?: Readonly<Partial<Record<MetricName, Because>>>;
};

/**
 * "logits" for cam alone; "score": units of the score, for maps that are proportional to it; "features": units of the
 * features, for a method that knows no class; "none" where another scale was laid over the map.
 */
export type Unit = "logits" | "score" | "features" | "none";

/** Time spent per stage; the total leaves out what a picture waits for others. */
export interface Milliseconds {
  readonly decode: number;
  readonly preprocess: number;
  readonly forward: number;
  readonly map: number;
  readonly judge: number;
  readonly encode: number;
  readonly files: number; // reading and writing
  readonly total: number;
}

/**
 * One line of JSON, with its newline: of a photograph, or { summary: […] } after the last of a run with --metrics, one entry for each method
 * at each place. Numbers that are not finite become null, since JSON has no word for them; U+2028 and U+2029 are escaped, so that every
 * reader sees one line.
 */
export function jsonLine(value: object): string {
  const text = JSON.stringify(value); // writes NaN and ±Infinity as null
  return `${text.replaceAll("\u2028", String.raw`\u2028`).replaceAll("\u2029", String.raw`\u2029`)}\n`;
}

/** Instead of all photographs, where an error ends the run before the first: { ok: false, error }. */
export const runFailureLine = (error: unknown): string => jsonLine({ ok: false, error: describeError(error) });

/** The result of a photograph that failed; an error that nobody foresaw has the code "unexpected". */
export function failureOf(image: string, error: unknown): ImageFailure {
  return { image, ok: false, error: describeError(error) };
}

const describeError = (error: unknown): ImageFailure["error"] =>
  ({ code: error instanceof CamlucidaError ? error.code : "unexpected", message: messageOf(error) });
