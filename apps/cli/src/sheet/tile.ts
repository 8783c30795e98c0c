// A photograph as a small picture, and a map laid over it on a shared scale.
import { grainOf, legible, place, resizePillow, type Image, type RawMap, type Region } from "@camlucida/cam";
import type { TilePaint } from "../image/draw.ts";
import { onScale, type SharedScale } from "./shared_scale.ts";

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
