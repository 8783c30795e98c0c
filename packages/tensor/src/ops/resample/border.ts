// A border of the image's own pixels: mirrored, the outermost repeated, or the other side's. Built on resample.ts,
// which has shader, reference, adjoint. A border of one value is ops/pad.
import { GraphError } from "../../graph/errors.ts";
import type { Graph, Value } from "../../graph/graph.ts";
import { imageShape } from "../../graph/shapes.ts";
import { resample, type AxisTerms } from "./resample.ts";

/** What a border shows: the image mirrored at its outermost pixel, that pixel, or the image once more. */
export type BorderMode = "reflect" | "edge" | "wrap";

/** Pixels on each side. */
export interface Border {
  readonly mode: BorderMode;
  readonly top?: number;
  readonly bottom?: number;
  readonly left?: number;
  readonly right?: number;
}

const shown: Readonly<Record<BorderMode, (x: number, length: number) => number>> = {
  reflect: (x, length) => (x < 0 ? -x : x >= length ? 2 * (length - 1) - x : x),
  edge: (x, length) => Math.min(Math.max(x, 0), length - 1),
  wrap: (x, length) => ((x % length) + length) % length,
};

const termsOf = (mode: BorderMode, length: number, before: number, behind: number): AxisTerms =>
  Array.from({ length: before + length + behind }, (_, o) => [{ index: shown[mode](o - before, length), weight: 1 }]);

/**
 * [N, H, W, C] with a border of its own pixels.
 * @throws GraphError "graph-shape" for a mirrored border that is not narrower than the image
 * @example
 * ```ts
 * import { border, Graph, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = border(graph, "output", graph.input("x", [1, 1, 3, 1]), { mode: "reflect", left: 2 });
 * runByReferences(graph, [output], { x: Float32Array.of(1, 2, 3) }); // → { output: Float32Array.of(3, 2, 1, 2, 3) }
 * ```
 */
export function border(
  graph: Graph, name: string, input: Value, { mode, top = 0, bottom = 0, left = 0, right = 0 }: Border,
): Value {
  const [, h, w] = imageShape(input);
  const tooWide = mode === "reflect" && (Math.max(top, bottom) >= h || Math.max(left, right) >= w);
  if (tooWide || ![top, bottom, left, right].every((width) => Number.isInteger(width) && width >= 0)) {
    throw new GraphError(
      "graph-shape",
      `graph: "${name}" puts a ${mode} border of ${top}, ${bottom}, ${left} and ${right} pixels around ` +
        `${h}×${w}; expected whole numbers${mode === "reflect" ? " less than the image's sides" : ""}.`,
    );
  }
  return resample(graph, name, input, termsOf(mode, h, top, bottom), termsOf(mode, w, left, right));
}
