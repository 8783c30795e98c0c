// Colour maps: from a level 0…255 to RGBA. "signed" and "warm" have a neutral colour for no evidence; the others are sequential.
import { ViewError } from "../errors/errors.ts";
import { signedTones, warmTones } from "./signed.ts";
import { inferno, jet, magma, turbo, viridis } from "./tables.ts";
import { middleOf } from "./tones.ts";

/** [256, 4] RGBA 0…255; alpha says how much of the strength of what is laid over a photograph a level gets. */
export type ColourMap = Uint8Array;

/** All colour maps by name. Sources and licences: tables.ts and signed.ts. */
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

/** @throws ViewError "colour-map-unknown", listing the names there are */
export function colourMapNamed(name: string): ColourMap {
  const found = Object.hasOwn(colourMaps, name) ? colourMaps[name] : undefined;
  if (found) return found;
  const names = Object.keys(colourMaps).join(", ");
  throw new ViewError("colour-map-unknown", `there is no colour map "${name.slice(0, 80)}"; choose one of ${names}.`);
}

/** Base64 → [256, 3] */
function decode(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** [256, 3] RGB → [256, 4] RGBA */
function opaque(rgb: Uint8Array): ColourMap {
  const rgba = new Uint8Array(256 * 4).fill(255);
  for (let i = 0; i < 256; i++) rgba.set(rgb.subarray(3 * i, 3 * i + 3), 4 * i);
  return rgba;
}
