// Lines where a map passes a quarter, a half and three quarters of its scale, for the class and against it.
//
//   d = |v − level| / |∇v|                                   how far the level's line is from here, in pixels
//   coverage = clamp(half the line's width + ½ − d, 0, 1)
//
// Over a cell of the map ∇v is that of the bilinear interpolation itself, so a line has its width wherever the map is steep or flat.
// Source    the distance to a level set to first order: Loop & Blinn 2005, doi:10.1145/1186822.1073303.
import type { ViewName } from "./scale.ts";

/** Into how many equal steps the lines divide 0 … 1; 0: there are none. Of signed values the middle is no line. */
export const stepsOf: Readonly<Record<ViewName, number>> = { signed: 8, positive: 4, minmax: 4 };

/** A picture whose longer side is shorter than this, in pixels, is too small for lines. */
export const leastWithLines = 160;

/** The shares of the scale that have a line. */
export const lineShares = [0.25, 0.5, 0.75] as const;

/** A light line on a dark one, to be seen on any ground. Widths in units of a line's. */
export const pen = { core: 0.55, edge: 1.25, edgeStrength: 0.55 } as const;

/** How lines are drawn in a picture of some size. */
export interface LineStyle {
  readonly width: number; // pixels
  readonly dash: number; // whole pixels from one dash to the next
  readonly drawn: number; // whole pixels of a dash
}

/** Wide enough to be seen when the whole picture is in view. */
export function lineStyle(imageWidth: number, imageHeight: number): LineStyle {
  const width = Math.fround(Math.max(1, Math.max(imageWidth, imageHeight) / 500));
  return { width, dash: Math.round(8 * width), drawn: Math.round(5 * width) };
}

/**
 * How much of a pixel the dark line and the light one on it cover, as levels 0 … 255: dark + 256 · light; 0 where there is no line.
 * A number and no object, because it is computed for many pixels.
 *
 * @param value 0 … 1; @param across and down its slope, per pixel; @param x and y where in the picture, for dashes
 * @param steps from `stepsOf`; @param strength of the whole, as a level
 */
export function inkAt(value: number, across: number, down: number, x: number, y: number, steps: number, line: LineStyle, strength: number): number {
  const step = Math.floor(value * steps + 0.5);
  const signed = steps === stepsOf.signed;
  if (step <= 0 || step >= steps || (signed && 2 * step === steps)) return 0;
  const slope = Math.sqrt(across * across + down * down);
  const away = Math.abs(value - step / steps);
  if (away >= (pen.edge * line.width + 0.5) * slope) return 0; // a plateau has no line
  if (signed && 2 * step < steps) { // against: dashed, along whichever way the line goes
    const along = Math.abs(across) > Math.abs(down) ? y : x;
    if (along % line.dash >= line.drawn) return 0;
  }
  const distance = away / slope;
  const edge = Math.min(Math.max(pen.edge * line.width + 0.5 - distance, 0), 1);
  const core = Math.min(Math.max(pen.core * line.width + 0.5 - distance, 0), 1);
  return Math.floor(strength * pen.edgeStrength * edge + 0.5) + 256 * Math.floor(strength * core + 0.5);
}
