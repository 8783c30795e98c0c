// The colours of numbers in the guide's figures: blue below zero, white (or black, where it is dark) at zero, orange above; or grey
// from the lowest to the highest.
import type { Image } from "@camlucida/cam";

export type NumberColours = "signed" | "grey" | "none";

/** What the strongest colours stand for. */
export interface NumberRange {
  readonly low: number;
  readonly high: number;
}

/** Of finite numbers; around zero where signs count. */
export function rangeOf(values: ArrayLike<number>, colours: NumberColours): NumberRange {
  let [low, high] = [Infinity, -Infinity];
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    if (Number.isFinite(value)) [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  if (low > high) return { low: 0, high: 0 };
  const most = Math.max(Math.abs(low), Math.abs(high));
  return colours === "signed" ? { low: -most, high: most } : { low, high };
}

const below = [33, 102, 172] as const; // #2166ac
const above = [224, 110, 20] as const; // #e06e14
const middle = [247, 247, 247] as const;

/** [r, g, b], 0…255 */
export function colourOf(value: number, { low, high }: NumberRange, colours: NumberColours): readonly [number, number, number] {
  if (colours === "none" || !Number.isFinite(value)) return middle;
  const share = high > low ? (Math.min(high, Math.max(low, value)) - low) / (high - low) : 0.5;
  if (colours === "grey") return [share, share, share].map((part) => Math.round(part * 255)) as unknown as readonly [number, number, number];
  const [end, strength] = share < 0.5 ? [below, 1 - 2 * share] : [above, 2 * share - 1];
  return middle.map((part, at) => Math.round(part + ((end[at] as number) - part) * strength)) as unknown as readonly [number, number, number];
}

/** Whether black is read better on it than white: by relative luminance, as WCAG defines it. */
export function isBright(colour: readonly number[]): boolean {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179;
}

/** A map as a picture, a pixel each. @param values [height, width] */
export function imageOf(values: ArrayLike<number>, height: number, width: number, colours: NumberColours, range = rangeOf(values, colours)): Image {
  const data = new Uint8Array(4 * height * width);
  for (let at = 0; at < height * width; at++) data.set([...colourOf(values[at] as number, range, colours), 255], 4 * at);
  return { width, height, data };
}
