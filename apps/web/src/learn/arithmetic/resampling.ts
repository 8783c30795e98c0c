// One number of a network's input: which pixels of the photograph it is made of, with which weights, in which order of rounding, and
// how its level becomes what the network was trained on.
//
//   along a row     r[y] = round(Σ_x h[x] · level[y, x])          Pillow rounds between its two passes, and so does this
//   down a column   level' = round(Σ_y v[y] · r[y])
//   normalised      (level' / scale − mean) / std
//
// Source    packages/cam/src/preprocess: the tables of weights are its own.
import { type Interpolation, type Normalisation, pillowAxis, type Region } from "@camlucida/cam";
import type { InputFrame } from "../../engine/protocol.ts";

/** Of a weight of `pillowAxis`. */
const unit = 2 ** 22;

/** Which pixels of the photograph make a pixel of the network's input: a rectangle of them, and a weight for each column and row. */
export interface Sources {
  readonly part: Region; // whole pixels of the photograph
  readonly columns: Float64Array; // [part.width], of sum 1
  readonly rows: Float64Array; // [part.height], of sum 1
}

/** @param y, x a pixel of the network's input */
export function sourcesOf({ photo, frame, preprocessing: { interpolation } }: InputFrame, y: number, x: number): Sources {
  const across = along(photo.width, frame.width, interpolation, frame.window.x + x);
  const down = along(photo.height, frame.height, interpolation, frame.window.y + y);
  return { part: { x: across.first, y: down.first, width: across.weights.length, height: down.weights.length }, columns: across.weights, rows: down.weights };
}

function along(source: number, destination: number, interpolation: Interpolation, at: number): { readonly first: number; readonly weights: Float64Array } {
  const { first: [first = 0], count: [count = 0], weights } = pillowAxis(source, destination, interpolation, at, 1);
  return { first, weights: Float64Array.from(weights.subarray(0, count), (weight) => weight / unit) };
}

/** The level of a pixel of the resized photograph, and what each source row gave to it. */
export interface ResizedLevel {
  readonly alongRows: Uint8Array; // [rows], rounded
  readonly sums: Float64Array; // [rows], before they were
  readonly sum: number; // down the column, before it was rounded
  readonly level: number; // 0…255
}

/** @param levels [rows, columns], 0…255, of one colour */
export function resizedLevel({ columns, rows }: Sources, levels: ArrayLike<number>): ResizedLevel {
  const sums = Float64Array.from(rows, (_, y) => columns.reduce((sum, weight, x) => sum + weight * (levels[y * columns.length + x] as number), 0));
  const alongRows = Uint8Array.from(sums, rounded);
  const sum = rows.reduce((total, weight, y) => total + weight * (alongRows[y] as number), 0);
  return { alongRows, sums, sum, level: rounded(sum) };
}

/** A weight's last bits may take a sum out of 0…255. */
const rounded = (sum: number): number => Math.min(255, Math.max(0, Math.floor(sum + 0.5)));

/** Which of red, green and blue (0, 1, 2) a channel of the network's input is; undefined: grey, which is of all three. */
export const colourOf = ({ order }: Normalisation, channel: number): number | undefined =>
  (order === "L" ? undefined : order === "RGB" ? channel : 2 - channel);

/** Pillow's grey of 65536 parts. */
const greyOf = (red: number, green: number, blue: number): number => (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;

/** One colour of pixels. @param data [n, 4] RGBA; @returns [n], 0…255 */
export const levelsOf = (data: Uint8Array, colour: number | undefined): Uint8Array =>
  Uint8Array.from({ length: data.length / 4 }, (_, at) => {
    const [red = 0, green = 0, blue = 0] = data.subarray(4 * at, 4 * at + 3);
    return colour === undefined ? greyOf(red, green, blue) : ([red, green, blue][colour] as number);
  });

/** A level on its way: divided by the scale, less the mean, divided by the deviation. */
export interface NormalisedLevel {
  readonly share: number; // level / scale
  readonly mean: number;
  readonly centred: number;
  readonly std: number;
  readonly value: number;
}

export function normalisedLevel({ scale, mean, std }: Normalisation, channel: number, level: number): NormalisedLevel {
  const [average, deviation] = [mean[channel] as number, std[channel] as number];
  const share = level / scale;
  return { share, mean: average, centred: share - average, std: deviation, value: (share - average) / deviation };
}

/** What `normalisedLevel` was made of: the level behind a number of the network's input. */
export const levelBehind = ({ scale, mean, std }: Normalisation, channel: number, value: number): number =>
  Math.round((value * (std[channel] as number) + (mean[channel] as number)) * scale);
