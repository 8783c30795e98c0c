// A small map stretched over the part of the photograph that it describes: bilinear, one value per photograph pixel.
//
// Shapes    values [h, w] float32 → [box.height, box.width] float32, one for each pixel whose centre lies in the region.
// Source    OpenCV's INTER_LINEAR float32, its coordinates continued to regions whose edges fall between pixels; over a
//           whole photograph the same to the bit. (Unlike OpenCV it interpolates at exactly half the size too.)
import { ViewError } from "./scale.ts";
import { pixelsIn, type Region } from "../preprocess/image.ts";
import { interpolateF32, openCvColumns, openCvRows, type LinearAxis } from "../preprocess/resample/opencv.ts";

/** Which map values each pixel of `box` lies between: the CPU and the GPU interpolate from it. */
export interface Placement {
  readonly box: Region; // whole pixels of the photograph
  readonly columns: LinearAxis; // [box.width, 2]
  readonly rows: LinearAxis; // [box.height, 2]
  readonly cellsPerPixel: { readonly x: number; readonly y: number }; // map values from one pixel to the next
}

/**
 * Lays a map of `mapWidth` × `mapHeight` over `region` of a photograph.
 * @throws ImageError "region-outside".
 * @example
 * ```ts
 * import { place } from "@camlucida/cam";
 *
 * place(7, 7, { x: 32, y: 0, width: 448, height: 448 }, 512, 448).box; // → { x: 32, y: 0, width: 448, height: 448 }
 * ```
 */
export function place(mapWidth: number, mapHeight: number, region: Region, imageWidth: number, imageHeight: number): Placement {
  const box = pixelsIn(region, imageWidth, imageHeight);
  return {
    box,
    columns: openCvColumns(mapWidth, region.width, box.x - region.x, box.width),
    rows: openCvRows(mapHeight, region.height, box.y - region.y, box.height),
    cellsPerPixel: { x: mapWidth / region.width, y: mapHeight / region.height },
  };
}

/** The same without interpolation: every pixel has the value of the cell that it lies in. @throws ImageError "region-outside". */
export function placeCells(mapWidth: number, mapHeight: number, region: Region, imageWidth: number, imageHeight: number): Placement {
  const box = pixelsIn(region, imageWidth, imageHeight);
  const axis = (cells: number, from: number, length: number, first: number, count: number): LinearAxis => ({
    indices: Int32Array.from({ length: 2 * count }, (_, i) => Math.min(cells - 1, Math.max(0, Math.floor(((first + (i >> 1) + 0.5 - from) / length) * cells)))),
    weights: Float32Array.from({ length: 2 * count }, (_, i) => 1 - (i % 2)),
  });
  return {
    box,
    columns: axis(mapWidth, region.x, region.width, box.x, box.width),
    rows: axis(mapHeight, region.y, region.height, box.y, box.height),
    cellsPerPixel: { x: mapWidth / region.width, y: mapHeight / region.height },
  };
}

/**
 * [mapHeight, mapWidth] → [box.height, box.width].
 * @throws ViewError "map-shape" if the values do not fill the map.
 * @example
 * ```ts
 * import { place, upsample } from "@camlucida/cam";
 *
 * const placement = place(2, 1, { x: 0, y: 0, width: 4, height: 1 }, 4, 1);
 * upsample(Float32Array.of(0, 1), 2, 1, placement); // → Float32Array.of(0, 0.25, 0.75, 1)
 * ```
 */
export function upsample(values: Float32Array, mapWidth: number, mapHeight: number, { columns, rows }: Placement): Float32Array {
  requireMap(values, mapWidth, mapHeight);
  return interpolateF32(values, mapWidth, 1, columns, rows);
}

/** @throws ViewError "map-shape" unless there are `mapWidth · mapHeight` values, at least one. */
export function requireMap(values: Float32Array, mapWidth: number, mapHeight: number): void {
  const sides = [mapHeight, mapWidth].every((side) => Number.isInteger(side) && side >= 1);
  if (sides && values.length === mapWidth * mapHeight) return;
  const expected = `[${mapHeight}, ${mapWidth}]`;
  throw new ViewError("map-shape", `the map holds ${values.length} values; its shape was said to be ${expected}.`);
}
