// Values 0…1 to colours:   level = floor(255·v + ½), clamped to 0…255;   RGBA = colourMap[level]
//
// Shapes    [n] float32 → [n] u8 → [n, 4] u8 RGBA. Both operations of the level are rounded to float32.
import type { ColourMap } from "../colours/colour_maps.ts";
import { ViewError } from "../errors/errors.ts";

/** [n] 0…1 → [n] 0…255, half up. */
export function levelsOf(values: Float32Array): Uint8Array {
  const levels = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const level = Math.floor(Math.fround(Math.fround(255 * values[i]!) + 0.5));
    levels[i] = Math.min(Math.max(level, 0), 255);
  }
  return levels;
}

/** [n] 0…255 → [n, 4] RGBA. Throws `ViewError` "colour-map-shape" unless the map is [256, 4]. */
export function colourise(levels: Uint8Array, colourMap: ColourMap): Uint8Array {
  requireColourMap(colourMap);
  const colours = new Uint8Array(levels.length * 4);
  for (let i = 0; i < levels.length; i++) {
    const entry = 4 * levels[i]!;
    colours[4 * i] = colourMap[entry]!;
    colours[4 * i + 1] = colourMap[entry + 1]!;
    colours[4 * i + 2] = colourMap[entry + 2]!;
    colours[4 * i + 3] = colourMap[entry + 3]!;
  }
  return colours;
}

/** Throws `ViewError` "colour-map-shape" unless the map is [256, 4]. */
export function requireColourMap(colourMap: ColourMap): void {
  if (colourMap.length === 256 * 4) return;
  throw new ViewError("colour-map-shape", `the colour map holds ${colourMap.length} numbers; [256, 4] RGBA needs 1024.`);
}
