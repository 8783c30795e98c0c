// The letters of axes: N images, H rows, W columns, C channels.
import type { OutputPlace } from "@camlucida/tensor/onnx";

/** Of an array of the engine, channels last. */
export function axesHere(rank: number): readonly string[] {
  if (rank === 4) return ["N", "H", "W", "C"];
  return rank === 2 ? ["N", "C"] : Array.from({ length: rank }, (_, at) => String(at));
}

/** Of each axis in ONNX the letters of those of the engine's array that it is made of: "C", "C·H·W"; "1" of one that has no length. */
export function axisNames({ shape, here, axes }: Pick<OutputPlace, "shape" | "axes"> & { readonly here: readonly number[] }): readonly string[] {
  const letters = axesHere(here.length);
  const inParts = new Set(axes.flat().filter((axis) => axis >= here.length - 1)).size > 1; // the channels, taken apart
  const letterOf = (axis: number): string => (inParts && axis >= here.length - 1 ? `C${axis - here.length + 2}` : letters[axis] ?? String(axis));
  return shape.map((_, at) => (axes[at] ?? []).map(letterOf).join("·") || "1");
}
