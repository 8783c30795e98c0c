// A map as people see it: what the command line, the page and live video draw, and the key to it.
//
// A map of pixels of the image is drawn otherwise than one of a layer's cells: few pixels stand out by far, and a scale from the largest
// would leave all others dark. So its scale ends where 99 of 100 pixels lie within, and it has no lines, which would be noise.
// Source    the 99th percentile: Smilkov et al. 2017, arXiv:1706.03825, section 3.
import { colourMaps, tonesNamed } from "../colours/colour_maps.ts";
import { methods } from "../methods/index.ts";
import { requireImage, type Image, type Region } from "../preprocess/image.ts";
import type { RawMap } from "../network/requests.ts";
import { lineShares, leastWithLines, stepsOf } from "./contours.ts";
import { describeMap, scaleMap, type ViewName } from "./scale.ts";
import type { Tones } from "../colours/tones.ts";
import { tint, type Tint } from "./tint.ts";
import { place, placeCells, requireMap, type Placement } from "./upsample.ts";

/** All that is chosen about a drawing. What is left open follows from the view and the map. */
export interface MapStyle {
  readonly view: ViewName;
  readonly colours?: string | undefined; // of `coloursOf` the view; undefined: its first
  readonly alpha?: number | undefined; // 0 (the photograph) … 1 (default)
  readonly scale?: number | undefined; // of the strongest colour, where maps are to be compared; not for minmax
  readonly enlarging?: Enlarging | undefined; // default: smooth
  readonly lines?: ViewOptions["lines"] | undefined; // default: quarters, but for maps of pixels
}

/** What of a map is drawn. */
export type DrawnMap = Pick<RawMap, "method" | "width" | "height" | "values">;

/** Colour maps whose neutral colour is where the view has no evidence. */
const neutralAt: Readonly<Record<string, readonly ViewName[]>> = { signed: ["signed"], warm: ["positive"] };

/**
 * The names of the colour maps that do not misstate this view, the default first. A signed map needs a colour for zero,
 * which sequential maps do not have.
 * @example
 * ```ts
 * import { coloursOf } from "@camlucida/cam";
 *
 * coloursOf("signed"); // → ["signed"]
 * ```
 */
export function coloursOf(view: ViewName): readonly string[] {
  const sequential = Object.keys(colourMaps).filter((name) => neutralAt[name] === undefined);
  return { signed: ["signed"], positive: ["warm", ...sequential], minmax: ["viridis", ...sequential.filter((name) => name !== "viridis")] }[view];
}

/**
 * The colour map of a view where none is chosen.
 * @example
 * ```ts
 * import { defaultColours } from "@camlucida/cam";
 *
 * defaultColours("positive"); // → "warm"
 * ```
 */
export const defaultColours = (view: ViewName): string => coloursOf(view)[0] ?? "signed";

/**
 * Draws a map on its photograph: scaled to 0…1 by the view, enlarged, tinted, with lines at quarters of the scale.
 * @param image [H, W, 4] RGBA u8, left unchanged
 * @param region the part of the photograph that the map covers, in pixels: `preprocess` returns it
 * @param below rows left empty below the picture, for a legend
 * @returns the picture [H + below, W, 4]; and a sentence in its place where the map says nothing about where (flat, not finite, …)
 * @throws ViewError "map-shape", "map-empty", "alpha-out-of-range", "scale-out-of-range", "colour-map-unknown";
 * ImageError "image-shape", "image-side", "region-outside"
 * @example
 * ```ts
 * import { drawMap, logitOf, methodNamed } from "@camlucida/cam";
 *
 * const map = await pass.map({ method: methodNamed("cam"), layer: "layer4" }, logitOf(0, network.classes));
 * const { overlay, statement } = drawMap(map, photo, region, { view: "signed" });
 * [overlay.width, overlay.height]; // → [photo.width, photo.height]
 * statement; // → undefined
 * ```
 */
export function drawMap({ method, values, width, height }: DrawnMap, image: Image, region: Region, style: MapStyle, below = 0): RenderedView {
  const grain = grainOf(method);
  return renderView(legible(values, grain), width, height, image, region, viewOptions(style, grain), style.enlarging, below);
}

/**
 * A style with all that it leaves open, ready for `renderView`.
 * @throws ViewError "colour-map-unknown"
 * @example
 * ```ts
 * import { viewOptions } from "@camlucida/cam";
 *
 * const { view, alpha, lines } = viewOptions({ view: "positive" });
 * [view, alpha, lines]; // → ["positive", 1, "quarters"]
 * ```
 */
export function viewOptions({ view, colours, alpha = 1, scale, lines }: MapStyle, grain: Grain = "cells"): ViewOptions {
  const tones = tonesNamed(colours ?? defaultColours(view));
  return { view, tones, alpha, lines: lines ?? (grain === "cells" ? "quarters" : "none"), ...(scale === undefined ? {} : { scale }) };
}

/** How fine a map is. */
export type Grain = "cells" | "pixels";

const share = 0.99;

/**
 * How fine a method's maps are.
 * @param method a name: "grad-cam"
 * @example
 * ```ts
 * import { grainOf } from "@camlucida/cam";
 *
 * grainOf("grad-cam"); // → "cells"
 * grainOf("input-gradient"); // → "pixels"
 * ```
 */
export const grainOf = (method: string): Grain => (methods.find(({ name }) => name === method)?.weights.from === "image" ? "pixels" : "cells");

/**
 * The values as they are drawn: of a map of single pixels the strongest are held back. [h, w] → [h, w]
 * @example
 * ```ts
 * import { legible } from "@camlucida/cam";
 *
 * const values = new Float32Array(200).fill(1);
 * values[0] = -50;
 * legible(values, "pixels")[0]; // → -1
 * legible(values, "cells")[0]; // → -50
 * ```
 */
export function legible(values: Float32Array, grain: Grain): Float32Array {
  if (grain === "cells" || !values.every(Number.isFinite)) return values;
  const magnitudes = values.map(Math.abs).sort();
  const most = magnitudes[Math.ceil(share * magnitudes.length) - 1] ?? 0;
  return most > 0 ? values.map((value) => Math.min(Math.max(value, -most), most)) : values;
}

/** The key to a picture: what its colours and lines mean, in the map's unit. */
export interface Key {
  readonly low: number; // has the first colour
  readonly high: number; // has the last
  readonly lines: readonly number[]; // where there are lines, from low to high
  readonly beyond: boolean; // some values lie beyond the ends, and have their colours
}

/**
 * What the colours and lines of a drawn map stand for.
 * @returns undefined where the map says nothing about where
 * @throws ViewError as `scaleMap`
 * @example
 * ```ts
 * import { keyOf } from "@camlucida/cam";
 *
 * const map = { method: "cam", width: 2, height: 1, values: Float32Array.of(-1, 4) };
 * keyOf(map, { view: "positive" }); // → { low: 0, high: 4, lines: [1, 2, 3], beyond: false }
 * ```
 */
export function keyOf({ method, values }: DrawnMap, { view, scale }: Pick<MapStyle, "view" | "scale">): Key | undefined {
  const grain = grainOf(method);
  const drawn = legible(values, grain);
  if (scaleMap(drawn, view, scale).statement !== undefined) return undefined;
  const { min, max } = describeMap(drawn);
  const { low, high } = rangeOf(view, min, max, scale);
  const whole = describeMap(values);
  const lines = grain === "pixels" ? [] : linesOf(view).map((share) => low + share * (high - low));
  return { low, high, lines, beyond: whole.max > high || (view !== "positive" && whole.min < low) };
}

function rangeOf(view: ViewName, min: number, max: number, scale: number | undefined): { readonly low: number; readonly high: number } {
  const strongest = scale ?? Math.max(-min, max);
  return { signed: { low: -strongest, high: strongest }, positive: { low: 0, high: scale ?? max }, minmax: { low: min, high: max } }[view];
}

/** Of the range from low to high. */
function linesOf(view: ViewName): readonly number[] {
  if (view !== "signed") return lineShares;
  return [...lineShares.map((share) => 0.5 - share / 2).toReversed(), ...lineShares.map((share) => 0.5 + share / 2)];
}

// From a raw signed map to a picture: scale → enlarge → tint, on the CPU; the last two in one pass (tint.ts).
//
// Shapes    map [h, w] float32 logits, photograph [H, W, 4] → overlay [H, W, 4].

/** How a map is drawn, with nothing left open: see `viewOptions`. */
export interface ViewOptions {
  readonly view: ViewName;
  readonly tones: Tones; // [257, 8]
  readonly alpha: number; // 0 (photograph) … 1 (tinted by the map)
  readonly lines: "quarters" | "none"; // see contours.ts
  readonly scale?: number; // logits of the strongest colour, for signed and positive maps to be compared; default: the map's own
}

/** A picture, or why there is none. */
export interface RenderedView {
  readonly overlay: Image;
  readonly statement: string | undefined; // the result in words where the map says nothing about where
}

/** How a map gets from its cells to pixels: "smooth" interpolates. */
export type Enlarging = "smooth" | "cells";

const placings: Readonly<Record<Enlarging, (...given: Parameters<typeof place>) => Placement>> = { smooth: place, cells: placeCells };

/**
 * Tints the part of the photograph that the network saw; the rest is darkened.
 *
 * @param map [mapHeight, mapWidth] raw signed map, logits
 * @param region the part of the photograph that the map covers, as `preprocess` returns it
 * @param below rows left empty below the picture, for a legend
 * @throws ViewError "map-shape", "alpha-out-of-range", "scale-out-of-range", "tones-shape"
 * @throws ImageError "image-shape", "image-side", "region-outside"
 * @example
 * ```ts
 * import { renderView, viewOptions } from "@camlucida/cam";
 *
 * const { statement } = renderView(new Float32Array(49), 7, 7, photo, region, viewOptions({ view: "signed" }));
 * statement; // → "no evidence for or against this class: the map is zero everywhere"
 * ```
 */
export function renderView(
  map: Float32Array,
  mapWidth: number,
  mapHeight: number,
  image: Image,
  region: Region,
  options: ViewOptions,
  enlarging: Enlarging = "smooth",
  below = 0,
): RenderedView {
  requireImage(image);
  requireMap(map, mapWidth, mapHeight);
  const { values, statement } = scaleMap(map, options.view, options.scale); // [h, w]
  const placement = placings[enlarging](mapWidth, mapHeight, region, image.width, image.height);
  return { overlay: tint(values, mapWidth, mapHeight, placement, image, tintOf(options, image), below), statement };
}

/**
 * How a photograph of some size is tinted.
 * @example
 * ```ts
 * import { tintOf, viewOptions } from "@camlucida/cam";
 *
 * const { alpha, steps } = tintOf(viewOptions({ view: "positive", alpha: 0.7, lines: "none" }), photo);
 * [alpha, steps]; // → [0.7, 0]
 * ```
 */
export const tintOf = ({ view, tones, alpha, lines }: ViewOptions, { width, height }: Pick<Image, "width" | "height">): Tint =>
  ({ tones, alpha, steps: lines === "quarters" && Math.max(width, height) >= leastWithLines ? stepsOf[view] : 0 });
