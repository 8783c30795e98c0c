// What every network offers, of whatever family, once it is on a graph.
import type { Graph, Value } from "./graph.ts";

/** A network as Values of a graph; where it is described by names only, the Values are undefined. */
export interface Classifier<V> {
  /** Feature maps by name and by depth, [N, H, W, C] each. */
  readonly layers: Readonly<Record<string, V>>;
  readonly logits: V; // [N, classes]
  /** What each part of the network ends in, by name and in order: the steps up to it belong to it. */
  readonly stages: Readonly<Record<string, V>>;
}

/** The images that a network looks at. */
export interface NetworkImage {
  readonly channels: number;
  /** In pixels; undefined where its file does not fix it. */
  readonly height?: number | undefined;
  readonly width?: number | undefined;
}

/** A network with the graph that it lies on. */
export interface BuiltNetwork extends Classifier<Value> {
  readonly graph: Graph;
  readonly image: Value; // [1, H, W, channels], normalised as the network expects
  /** Of a network that its file describes itself: which output is explained, and what behind its logits is left out, such as "Softmax". */
  readonly output?: { readonly name: string; readonly skipped: readonly string[] };
}
