// What a level of the map makes of a photograph without its colours: what its black becomes, and its white; greys lie in between.
// So a colour belongs to the evidence alone, and the photograph's lights and shadows are seen through any of it.
//
// Shapes    [257, 8] u8: dark RGB, 0, light RGB, 0. Entry 256 is for what the network did not see: half as light as where it sees
//           no evidence.
import { ViewError } from "../views/scale.ts";

export type Tones = Uint8Array;

export type Rgb = readonly [red: number, green: number, blue: number]; // 0…255 sRGB

/** What black and white become. */
export interface Tone {
  readonly dark: Rgb;
  readonly light: Rgb;
}

/** Where there is no evidence: the photograph, dimmed. */
export const plainTone: Tone = { dark: [14, 14, 16], light: [168, 168, 172] };

export const unseen = 256; // an index

/** @param toneOf a level 0…255 */
export function fillTones(toneOf: (level: number) => Tone): Tones {
  const tones = new Uint8Array((unseen + 1) * 8);
  const put = (entry: number, { dark, light }: Tone, share: number): void => {
    tones.set(dark.map((value) => Math.round(share * value)), 8 * entry);
    tones.set(light.map((value) => Math.round(share * value)), 8 * entry + 4);
  };
  for (let level = 0; level < unseen; level++) put(level, toneOf(level), 1);
  put(unseen, plainTone, 0.5);
  return tones;
}

/** The colours that a photograph's middle grey gets: for colour bars. [257, 8] → [256, 4] opaque */
export function middleOf(tones: Tones): Uint8Array {
  return Uint8Array.from({ length: unseen * 4 }, (_, at) => {
    const entry = 8 * (at >> 2) + (at & 3);
    return (at & 3) === 3 ? 255 : Math.round((tones[entry]! + tones[entry + 4]!) / 2);
  });
}

/** @throws ViewError "tones-shape" unless they are [257, 8]. */
export function requireTones(tones: Tones): void {
  if (tones.length === (unseen + 1) * 8) return;
  throw new ViewError("tones-shape", `the tones hold ${tones.length} numbers; [257, 8] needs ${(unseen + 1) * 8}. tonesNamed makes them.`);
}
