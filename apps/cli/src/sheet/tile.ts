// A photograph as a small picture, and a map laid over it on a scale that several maps share, so that their colours can be compared:
// which value gets the first colour, and which the last.
//
//   signed      −s … s       s = max |M| over all maps
//   positive    0 … max M
//   minmax      min M … max M
//   finished    0 … 1        what another system has scaled already
import { describeMap, grainOf, type Image, legible, place, type RawMap, type Region, resizePillow } from "@camlucida/cam";
import type { View } from "../arguments/option_table.ts";
import type { TilePaint } from "../image/draw.ts";

/** The photograph with its longer side at `side` pixels, smaller ones enlarged. [height, width, 4] */
export function tileOf({ width, height, data }: Image, side: number): Image {
  const scale = side / Math.max(width, height);
  const [across, down] = [width, height].map((length) => Math.max(1, Math.round(length * scale))) as [number, number];
  const rgb = resizePillow(data, width, height, 4, across, down); // [down, across, 3]
  const rgba = new Uint8Array(across * down * 4).fill(255);
  for (let pixel = 0; pixel < across * down; pixel++) rgba.set(rgb.subarray(3 * pixel, 3 * pixel + 3), 4 * pixel);
  return { width: across, height: down, data: rgba };
}

/** @param region the part of the photograph that the map covers, in pixels of the photograph */
export function mappedTile(tile: Image, map: RawMap, scale: SharedScale, photo: Image, region: Region, paint: TilePaint): Image {
  const [across, down] = [tile.width / photo.width, tile.height / photo.height];
  const seen = { x: region.x * across, y: region.y * down, width: region.width * across, height: region.height * down };
  const placement = place(map.width, map.height, seen, tile.width, tile.height);
  return paint.cover(map, onScale(legible(map.values, grainOf(map.method)), scale), placement, tile);
}

export interface SharedScale {
  readonly low: number;
  readonly high: number; // above low
}

/**
 * @param fixed what the strongest colour stands for, where it was chosen: for signed and positive maps
 * @returns undefined where no map is finite, or none has anything to show
 */
export function sharedScale(maps: readonly RawMap[], view: View | "finished", fixed?: number | "common"): SharedScale | undefined {
  if (view === "finished") return { low: 0, high: 1 };
  const ranges = maps.map(({ method, values }) => describeMap(legible(values, grainOf(method)))).filter(({ finite }) => finite);
  const min = Math.min(...ranges.map((range) => range.min));
  const max = Math.max(...ranges.map((range) => range.max));
  if (typeof fixed === "number" && view !== "minmax") return { low: view === "signed" ? -fixed : 0, high: fixed };
  const scale = { signed: { low: -Math.max(-min, max), high: Math.max(-min, max) }, positive: { low: 0, high: max }, minmax: { low: min, high: max } }[view];
  return scale.high > scale.low ? scale : undefined;
}

/** Values between 0 (the first colour) and 1 (the last). */
export const onScale = (values: Float32Array, { low, high }: SharedScale): Float32Array =>
  values.map((value) => Math.min(Math.max((value - low) / (high - low), 0), 1));
