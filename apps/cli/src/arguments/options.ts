// What a command asks for, in five groups: whoever needs one of them takes only that.
import type { InputSize } from "@camlucida/cam";
import type { DeviceChoice, PaddingRule } from "@camlucida/tensor";
import type { Compatibility, Identity, LayersAs, Smoothing, TargetKind, View } from "./table/choices.ts";

export interface Options {
  readonly what: WhatOptions;
  readonly how: HowOptions;
  readonly style: StyleOptions;
  readonly outputs: OutputOptions;
  readonly run: RunOptions;
}

/** What is explained: pictures, by a model, for classes. */
export interface WhatOptions {
  readonly inputs: readonly string[]; // as typed: files, folders, patterns, addresses, "-"
  readonly filesFrom: readonly string[]; // paths of lists, or "-"
  readonly recursive: boolean; // folders to any depth
  readonly model: string | undefined; // a name or a path; undefined: the default, with its fallback
  readonly stem: string | undefined; // "stride=1,pool=none": what no file says
  readonly padding: PaddingRule | undefined; // of networks whose names do not say it
  readonly output: string | undefined; // of an ONNX file, by its name
  readonly input: InputSize | undefined; // of the network; undefined: the model's own
  readonly preprocess: string | undefined; // a name or a path
  readonly labels: string | undefined; // a path
  readonly classes: readonly ClassQuery[]; // at least one, unless there are contrasts
  readonly contrasts: readonly Contrast[];
  readonly similarTo: readonly string[]; // paths; with any, these pictures take the place of classes
  readonly target: TargetKind;
  readonly crop: boolean;
}

/** Which classes to draw: the N most probable, one by index, or one by (part of) its label. */
export type ClassQuery =
  | { readonly kind: "top"; readonly count: number }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "label"; readonly text: string };

/** y_c − α·y_d. A "top" query means the count-th most probable class of each photograph. */
export interface Contrast {
  readonly for: ClassQuery;
  readonly against: ClassQuery;
  readonly alpha: number; // above 0
}

/** Which maps there are. */
export interface HowOptions {
  readonly methods: readonly string[]; // names, at least one
  readonly methodsByDefault: boolean; // nobody has named one
  readonly layers: readonly string[]; // names, at least one
  readonly layersAs: LayersAs;
  readonly smooth: Smoothing | undefined;
  readonly compat: Compatibility | undefined;
}

/** How a map looks, and what is marked on it. */
export interface StyleOptions {
  readonly view: View;
  readonly colormap: string | undefined; // undefined: the view's own
  readonly alpha: number | undefined; // 0…1; undefined: 1
  readonly scale: number | "common" | undefined; // of the strongest colour; undefined: each map's own
  readonly legend: boolean;
  readonly box: boolean;
  readonly threshold: number; // 0…1, of boxes and masks
}

/** What is written, and where. */
export interface OutputOptions {
  readonly out: string | undefined; // a template, or "-"; undefined: a sheet or a check is wanted, and no pictures
  readonly raw: string | undefined; // a template
  readonly mask: string | undefined; // a template
  readonly sheet: string | undefined; // a template
  readonly curves: string | undefined; // a template
  readonly json: boolean;
  readonly csv: boolean;
  readonly top: number; // classes told of each picture
  readonly report: string | undefined; // a folder
  readonly force: boolean;
  readonly skipExisting: boolean;
  readonly existing: "refuse" | "same"; // unless the two above say otherwise, a file that exists is refused, or, where lines are kept and gone on from, counts as written if it holds the same bytes
}

/** On what it runs, what is judged, and how much is said. */
export interface RunOptions {
  readonly device: DeviceChoice;
  readonly metrics: boolean;
  readonly boxes: string | undefined; // a path
  readonly check: string | undefined; // a path
  readonly detail: Detail;
  readonly jobs: number | undefined; // threads of the pictures, and at most of a network on the CPU; undefined: by the cores
  readonly dryRun: boolean;
  readonly resume: string | undefined; // a path
  readonly resumeBy: Identity;
  readonly keepFailures: boolean;
  readonly shard: Shard | undefined;
  readonly truth: string | undefined; // a path
}

/** One of several parts of the pictures. */
export interface Shard {
  readonly index: number; // 1 … count
  readonly count: number;
}

export type Detail = "quiet" | "normal" | "verbose";
