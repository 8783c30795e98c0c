// Colour maps, from a level 0…255 to RGBA, and their tones. "signed" and "warm" have a neutral colour for no evidence; the others are sequential.
import { ViewError } from "../views/scale.ts";
import { signedTones, warmTones, fillTones, middleOf, type Rgb, type Tones } from "./tones.ts";
import { inferno, jet, magma, turbo, viridis } from "./tables.ts";

/** [256, 4] RGBA 0…255; alpha says how much of the strength of what is laid over a photograph a level gets. */
export type ColourMap = Uint8Array;

/** All colour maps by name. Sources and licences: tables.ts and tones.ts. */
export const colourMaps: Readonly<Record<string, ColourMap>> = {
  signed: middleOf(signedTones()),
  warm: middleOf(warmTones()),
  jet: opaque(decode(jet)),
  turbo: opaque(decode(turbo)),
  viridis: opaque(decode(viridis)),
  inferno: opaque(decode(inferno)),
  magma: opaque(decode(magma)),
  grey: opaque(Uint8Array.from({ length: 256 * 3 }, (_, i) => Math.floor(i / 3))),
};

/**
 * A colour map by its name. [256, 4] RGBA
 * @throws ViewError "colour-map-unknown", listing the names there are
 * @example
 * ```ts
 * import { colourMapNamed } from "@camlucida/cam";
 *
 * colourMapNamed("grey").subarray(4 * 7, 4 * 8); // → Uint8Array.of(7, 7, 7, 255)
 * ```
 */
export function colourMapNamed(name: string): ColourMap {
  const found = Object.hasOwn(colourMaps, name) ? colourMaps[name] : undefined;
  if (found) return found;
  const names = Object.keys(colourMaps).join(", ");
  throw new ViewError("colour-map-unknown", `there is no colour map "${name.slice(0, 80)}"; choose one of ${names}.`);
}

/**
 * The tones of every colour map. [257, 8]
 * @throws ViewError "colour-map-unknown", listing the names there are
 * @example
 * ```ts
 * import { tonesNamed } from "@camlucida/cam";
 *
 * tonesNamed("warm").length; // → 257 * 8
 * ```
 */
export function tonesNamed(name: string): Tones {
  const colourMap = colourMapNamed(name);
  if (name === "signed") return signedTones();
  return name === "warm" ? warmTones() : tonesOf(colourMap);
}

/** Of any colours: black becomes two thirds of one; white what lies a third of the way from it to white. */
function tonesOf(colourMap: ColourMap): Tones {
  return fillTones((level) => {
    const colour = (share: (value: number) => number): Rgb => [0, 1, 2].map((c) => share(colourMap[4 * level + c]!)) as unknown as Rgb;
    return { dark: colour((value) => (2 * value) / 3), light: colour((value) => value + (255 - value) / 3) };
  });
}

/** A table of tables.ts → [256, 3] */
function decode(base64: string): Uint8Array {
  const rgb = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  for (let at = 3; at < rgb.length; at++) rgb[at]! += rgb[at - 3]!;
  return rgb;
}

/** [256, 3] RGB → [256, 4] RGBA */
function opaque(rgb: Uint8Array): ColourMap {
  const rgba = new Uint8Array(256 * 4).fill(255);
  for (let i = 0; i < 256; i++) rgba.set(rgb.subarray(3 * i, 3 * i + 3), 4 * i);
  return rgba;
}
