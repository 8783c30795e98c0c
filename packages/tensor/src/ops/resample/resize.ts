// An image of another size: the nearest pixel, or a mean of two by two or four by four. Built on resample.ts, which has
// shader, reference, adjoint.
//
// Where output o lies in the input, of lengths `to` and `from`, from/to being 1/scale where a scale is given:
//
//   half-pixel      (o + ½) · from/to − ½        PyTorch, ONNX' default
//   align-corners   o · (from − 1)/(to − 1)
//   asymmetric      o · from/to                  nearest in PyTorch
//   half-pixel-of-output   (o + ½) · from/to     nearest in TensorFlow 1
//
// Source    Keys 1981, "Cubic convolution interpolation for digital image processing", with a = −¾ as in PyTorch.
import { GraphError } from "../../graph/errors.ts";
import type { Graph, Value } from "../../graph/graph.ts";
import { imageShape } from "../../graph/shapes.ts";
import type { Term } from "../shared/axis_map.ts";
import { resample, type AxisTerms } from "./resample.ts";

/** Where an output lies between the inputs. */
export type Coordinates = "half-pixel" | "align-corners" | "asymmetric" | "half-pixel-of-output";

/** How an image is made larger or smaller. */
export interface ResizeOptions {
  readonly height: number;
  readonly width: number;
  readonly mode: "nearest" | "bilinear" | "bicubic";
  /** By how much it grows along y and x, where that is not just the ratio of the sizes, which are rounded. */
  readonly scale?: readonly [number, number];
  /** Half-pixel, and for nearest asymmetric, unless said: what PyTorch does by itself. */
  readonly coordinates?: Coordinates;
  /** Which of two pixels: the one before, unless said; or the closer, and of equals the one before or behind. */
  readonly nearest?: "floor" | "ceil" | "round-floor" | "round-ceil";
  /** a of Keys' cubic: −¾ unless said. */
  readonly cubic?: number;
  /** What a cubic takes beyond the image: its outermost pixels, unless said; else nothing, the other weights growing to a sum of 1. */
  readonly outside?: "repeated" | "left-out";
}

/** Of whole numbers in one rounding, so that whole places stay whole. */
const place: Readonly<Record<Coordinates, (o: number, from: number, to: number) => number>> = {
  "half-pixel": (o, from, to) => ((2 * o + 1) * from - to) / (2 * to),
  "align-corners": (o, from, to) => (to > 1 ? (o * (from - 1)) / (to - 1) : 0),
  asymmetric: (o, from, to) => (o * from) / to,
  "half-pixel-of-output": (o, from, to) => ((2 * o + 1) * from) / (2 * to),
};

const rounding: Readonly<Record<NonNullable<ResizeOptions["nearest"]>, (x: number) => number>> = {
  floor: Math.floor,
  ceil: Math.ceil,
  "round-floor": (x) => Math.ceil(x - 0.5),
  "round-ceil": (x) => Math.floor(x + 0.5),
};

/** The weight of a pixel in a distance of up to two, by Keys' cubic. */
const cubicWeight = (distance: number, a: number): number => {
  const x = Math.abs(distance);
  if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? a * (((x - 5) * x + 8) * x - 4) : 0;
};

/** Four pixels around a place. */
function cubicTerms(place: number, from: number, { cubic = -0.75, outside = "repeated" }: ResizeOptions): Term[] {
  const around = [-1, 0, 1, 2].map((step) => Math.floor(place) + step).map((pixel) => ({ index: pixel, weight: cubicWeight(pixel - place, cubic) }));
  if (outside === "repeated") return around.map(({ index, weight }) => ({ index: Math.min(Math.max(index, 0), from - 1), weight }));
  const inside = around.filter(({ index }) => index >= 0 && index < from);
  const sum = inside.reduce((total, { weight }) => total + weight, 0);
  return inside.map(({ index, weight }) => ({ index, weight: weight / sum }));
}

/** Of a scale the last pixels lie where they would without rounding the size. */
function placeOf(o: number, from: number, to: number, scale: number | undefined, coordinates: Coordinates): number {
  if (scale === undefined) return place[coordinates](o, from, to);
  return coordinates === "align-corners" ? place[coordinates](o, from, from * scale) : place[coordinates](o, 1, scale);
}

function termsOf(from: number, to: number, scale: number | undefined, options: ResizeOptions): AxisTerms {
  const { mode, nearest = "floor", coordinates = mode === "nearest" ? "asymmetric" : "half-pixel" } = options;
  const inside = (x: number): number => Math.min(Math.max(x, 0), from - 1);
  return Array.from({ length: to }, (_, o): Term[] => {
    const x = placeOf(o, from, to, scale, coordinates);
    if (mode === "nearest") return [{ index: inside(rounding[nearest](x)), weight: 1 }];
    if (mode === "bicubic") return cubicTerms(x, from, options);
    const before = Math.floor(inside(x));
    const fraction = inside(x) - before;
    if (fraction === 0) return [{ index: before, weight: 1 }];
    return [{ index: before, weight: 1 - fraction }, { index: before + 1, weight: fraction }];
  });
}

/**
 * [N, H, W, C] → [N, height, width, C].
 * @throws GraphError "graph-shape" for sizes that are no positive whole numbers
 * @example
 * ```ts
 * import { Graph, resize, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const image = graph.input("image", [1, 1, 2, 1]);
 * const output = resize(graph, "output", image, { height: 1, width: 4, mode: "bilinear" });
 * runByReferences(graph, [output], { image: Float32Array.of(0, 4) }); // → { output: Float32Array.of(0, 1, 3, 4) }
 * ```
 */
export function resize(graph: Graph, name: string, input: Value, options: ResizeOptions): Value {
  const [, h, w] = imageShape(input);
  requireSize(name, options);
  const [scaleY, scaleX] = options.scale ?? [];
  const rows = termsOf(h, options.height, scaleY, options);
  return resample(graph, name, input, rows, termsOf(w, options.width, scaleX, options));
}

/** @throws GraphError "graph-shape" */
export function requireSize(name: string, { height, width }: Pick<ResizeOptions, "height" | "width">): void {
  if ([height, width].every((length) => Number.isInteger(length) && length > 0)) return;
  throw new GraphError(
    "graph-shape",
    `graph: "${name}" would be ${height} high and ${width} wide; expected positive whole numbers.`,
  );
}
