// From a raw signed map in logits to values 0…1, by one of three named views.
//
//   signed      ½ + ½ · M / s        s = max |M|, or a scale shared by several maps; ½ is zero evidence
//   positive    max(M, 0) / s        s = max M, or a scale shared by several maps; 0 is zero evidence, or evidence against
//   minmax      (M − min) / (max − min)
//
// A map that says nothing about where (flat, never positive, not finite) is a result put into words: its values are all
// at the view's neutral level, and a sentence says why. Never NaN, never a painted hot spot.
import { CamlucidaError, lastAxis, type Graph, type Op, type Value } from "@camlucida/tensor";
import wgsl from "./normalise.wgsl" with { type: "text" };

/**
 * A map, or a way of drawing it, of which no picture can be made: the caller's mistake.
 * @example
 * ```ts
 * import { colourMapNamed, ViewError } from "@camlucida/cam";
 *
 * try {
 *   colourMapNamed("rainbow");
 * } catch (error) {
 *   if (error instanceof ViewError) error.code; // → "colour-map-unknown"
 * }
 * ```
 */
export class ViewError extends CamlucidaError {}

/** How a raw map becomes values 0 … 1: with zero in the middle, above zero alone, or from its least to its largest. */
export type ViewName = "signed" | "positive" | "minmax";

/** The range of a map, and whether its values are numbers. */
export interface MapSummary {
  readonly min: number; // logits, over the finite values; NaN if there is none
  readonly max: number; // logits, over the finite values; NaN if there is none
  readonly peak: number; // flat index of the first largest value; −1 if there is none
  readonly finite: boolean; // every value is
  readonly broken: number; // how many are not
}

export interface ScaledMap {
  readonly values: Float32Array; // [h, w] 0…1
  readonly statement: string | undefined; // a result in words, where a picture would mislead
}

/**
 * The range of a raw map. [h, w] logits
 * @example
 * ```ts
 * import { describeMap } from "@camlucida/cam";
 *
 * describeMap(Float32Array.of(-1, 3, NaN)); // → { min: -1, max: 3, peak: 1, finite: false, broken: 1 }
 * ```
 */
export function describeMap(map: Float32Array): MapSummary {
  let [peak, min, broken] = [-1, Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i < map.length; i++) {
    const value = map[i]!;
    if (!Number.isFinite(value)) {
      broken++;
      continue;
    }
    min = Math.min(min, value);
    if (peak < 0 || value > map[peak]!) peak = i;
  }
  const some = peak >= 0;
  return { min: some ? min : Number.NaN, max: some ? map[peak]! : Number.NaN, peak, finite: broken === 0, broken };
}

/**
 * @param map [h, w] raw signed map, logits
 * @param scale for `signed` and `positive`: the evidence, in logits, that gets the strongest colour; default max |M|
 * @throws ViewError "map-empty" for a map of no values, "scale-out-of-range" unless scale is finite and above 0
 */
export function scaleMap(map: Float32Array, view: ViewName, scale?: number): ScaledMap {
  if (map.length === 0) throw new ViewError("map-empty", "the map has no values; expected [h, w] with both sides at least 1.");
  if (scale !== undefined && !(Number.isFinite(scale) && scale > 0)) {
    throw new ViewError("scale-out-of-range", `the shared scale is ${scale} logits; expected a finite number above 0.`);
  }
  const summary = describeMap(map);
  const statement = statementOn(summary, view);
  if (statement !== undefined) return { values: new Float32Array(map.length).fill(neutral(view)), statement };
  // In doubles, rounded to float32 once: max − min of float32 numbers can overflow float32, never a double.
  return { values: map.map(formula(summary, view, scale)), statement };
}

/** The value that paints no evidence. */
export function neutral(view: ViewName): number {
  return view === "signed" ? 0.5 : 0;
}

function formula({ min, max }: MapSummary, view: ViewName, scale: number | undefined): (m: number) => number {
  const strongest = scale ?? Math.max(-min, max);
  switch (view) {
    case "signed":
      return (m) => Math.min(Math.max(0.5 + (0.5 * m) / strongest, 0), 1);
    case "positive":
      return (m) => Math.min(Math.max(m, 0) / (scale ?? max), 1);
    case "minmax":
      return (m) => (m - min) / (max - min);
  }
}

/** How a map can say nothing about where. */
export type Emptiness =
  | "not-finite" // some of its values are no numbers
  | "zero" // everywhere
  | "never-positive" // for the view that shows nothing else
  | "flat"; // the same everywhere

/**
 * Why this map makes no picture in this view, or undefined where it makes one.
 * @example
 * ```ts
 * import { describeMap, emptinessOf } from "@camlucida/cam";
 *
 * emptinessOf(describeMap(Float32Array.of(-1, -2)), "positive"); // → "never-positive"
 * emptinessOf(describeMap(Float32Array.of(-1, -2)), "signed"); // → undefined
 * ```
 */
export function emptinessOf({ min, max, finite }: MapSummary, view: ViewName): Emptiness | undefined {
  if (!finite) return "not-finite";
  if (min === 0 && max === 0) return "zero";
  if (view === "positive" && max <= 0) return "never-positive";
  return min === max ? "flat" : undefined;
}

function statementOn(summary: MapSummary, view: ViewName): string | undefined {
  const emptiness = emptinessOf(summary, view);
  return emptiness && sentenceOn(emptiness, summary);
}

/**
 * The same in a sentence.
 * @param aboutClass whether the map is of a class
 * @example
 * ```ts
 * import { describeMap, sentenceOn } from "@camlucida/cam";
 *
 * sentenceOn("never-positive", describeMap(Float32Array.of(-1, -2))); // → "no positive evidence for this class"
 * ```
 */
export function sentenceOn(emptiness: Emptiness, { max, broken }: MapSummary, aboutClass = true): string {
  switch (emptiness) {
    case "not-finite":
      return `the map is not usable: ${broken} of its values ${broken === 1 ? "is" : "are"} not finite`;
    case "zero":
      return `${aboutClass ? "no evidence for or against this class: " : ""}the map is zero everywhere`;
    case "never-positive":
      return aboutClass ? "no positive evidence for this class" : "the map is positive nowhere";
    case "flat":
      return `${aboutClass ? "the evidence for this class" : "the map"} is the same everywhere (${Number(max.toPrecision(4))}): no place stands out`;
  }
}

// The same as a step of a graph. Shader normalise.wgsl.
//
// Shapes    map [n] float32 logits, scale [2] → [n] float32 0…1.

const views = ["signed", "positive", "minmax"] as const satisfies readonly ViewName[]; // in the order of the shader's VIEW

/** view: an index into `views`. */
type NormaliseAttributes = { readonly view: 0 | 1 | 2 };

const normaliseOp: Op<NormaliseAttributes> = {
  name: "normalise",
  kernel: ({ constants, output }) => ({
    wgsl,
    constants: { VIEW: constants.view },
    sizes: { count: lastAxis(output) },
    workgroups: [1, 1, 1],
  }),
  reference: ({ constants }, [map, scale]) =>
    scaleMap(map as Float32Array, views[constants.view], joinScale(scale as Float32Array)).values,
};

/** @param map [n] logits  @param scale [2] from `splitScale` */
export const normalise = (graph: Graph, name: string, map: Value, scale: Value, view: ViewName): Value =>
  graph.step(normaliseOp, name, [map, scale], map.shape, { view: views.indexOf(view) as NormaliseAttributes["view"] });

/** A scale as significand · 2^(exponent − 150), the form of a float32: a double's range, kept. None: significand 0. */
export function splitScale(scale: number | undefined): Float32Array {
  if (scale === undefined) return Float32Array.of(0, 0);
  const power = Math.floor(Math.log2(scale));
  return Float32Array.of((scale / 2 ** power) * 2 ** 23, power - 23 + 150);
}

function joinScale([significand = 0, exponent = 0]: Float32Array): number | undefined {
  return significand === 0 ? undefined : (significand / 2 ** 23) * 2 ** (exponent + 23 - 150);
}
