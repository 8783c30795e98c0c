// What goes to the engine with a reader's shader, and what comes back. Everything here can be posted.
import type { ClassMaps } from "@camlucida/cam";
import type { CompilerMessage } from "@camlucida/tensor";

/** A shader in the place of a layer's own. */
export interface ReaderShader {
  readonly wgsl: string | undefined; // undefined: the layer's own
  /** How it is bound and dispatched: as the layer's own, or as the lab's rungs, by its own constants PIXELS and CHANNELS. */
  readonly like: "layer" | "rung";
}

/** A shader of the lab's. */
export interface ShaderRung {
  readonly number: number;
  readonly name: string; // "naive"
  readonly wgsl: string;
}

/** What became of a reader's shader. */
export type ShaderRun =
  | { readonly compiled: false; readonly messages: readonly CompilerMessage[] }
  | {
    readonly compiled: true;
    readonly messages: readonly CompilerMessage[]; // warnings
    readonly values: Float32Array; // [shape of the layer]
    readonly milliseconds: number; // of the layer alone, the median of some runs
    readonly difference: number; // of the values from the layer's reference, the largest; NaN where one is no number
    readonly largest: number; // of the reference's values, by magnitude
    readonly prediction: ClassMaps; // of the network that goes on with these values; no class maps where it has none
  };
