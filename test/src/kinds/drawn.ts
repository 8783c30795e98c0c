// Numbers as test/reference_conventions.py draws them, from a seed and what they are for.
import type { Shape } from "@camlucida/tensor";
import { seeded } from "@camlucida/tensor/testing";

/** w: weights, by what they sum over; s: scales around one; b: around zero. */
export type DrawnKind = "w" | "s" | "b";

export function draw(seed: number, kind: DrawnKind, shape: Shape): Float32Array {
  const product = (sides: Shape): number => sides.reduce((so, side) => so * side, 1);
  if (kind === "w") return seeded(seed, product(shape), Math.sqrt((shape.length === 4 ? 6 : 3) / Math.max(1, product(shape.slice(1)))));
  return seeded(seed, product(shape), kind === "s" ? 0.5 : 0.25).map((x) => (kind === "s" ? 1 : 0) + x);
}
