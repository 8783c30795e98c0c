// What a level of the map makes of a photograph without its colours: what its black becomes, and its white; greys lie in between.
// So a colour belongs to the evidence alone, and the photograph's lights and shadows are seen through any of it.
//
// Shapes    [257, 8] u8: dark RGB, 0, light RGB, 0. Entry 256 is for what the network did not see: half as light as where it sees
//           no evidence.
import { ViewError } from "../views/scale.ts";

/** What black and white become at each level of a map. [257, 8]: dark RGB and 0, light RGB and 0 */
export type Tones = Uint8Array;

/** A colour. */
export type Rgb = readonly [red: number, green: number, blue: number]; // 0…255 sRGB

/** What black and white become. */
interface Tone {
  readonly dark: Rgb;
  readonly light: Rgb;
}

/** Where there is no evidence: the photograph, dimmed. */
const plainTone: Tone = { dark: [14, 14, 16], light: [168, 168, 172] };

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

// The tones of evidence: orange to yellow where it speaks for the class, blue where it speaks against it, and none where there is
// none, growing with its strength.
//
//   t = ±(|i − 127½| − ½) / 127    −1 at index 0, 0 at 127 and at 128, +1 at 255; "warm": t = i / 255
//
// Stronger is lighter and more yellow, or more cyan, as in the hot and cold maps of brain imaging: up to a fifth of the scale a
// hint of a hue, from half of it on colours that few photographs have. Yellow and blue are the axis that protanopia and
// deuteranopia leave; the two arms have their lightness at the same |t| in common.
// Source    the idea of hue for the sign and strength by opacity: Taylor et al. 2023, doi:10.1016/j.neuroimage.2023.120138. The
//           colours are this project's own, chosen on photographs: test/pictures.

interface Stop extends Tone {
  readonly strength: number; // |t|
}

const forClass: readonly Stop[] = [
  { strength: 0, ...plainTone },
  { strength: 0.2, dark: [40, 22, 12], light: [188, 150, 126] },
  { strength: 0.5, dark: [140, 60, 0], light: [255, 164, 66] },
  { strength: 0.75, dark: [206, 106, 0], light: [255, 206, 84] },
  { strength: 1, dark: [240, 160, 6], light: [255, 246, 160] },
];

const againstClass: readonly Stop[] = [
  { strength: 0, ...plainTone },
  { strength: 0.2, dark: [12, 24, 48], light: [128, 152, 190] },
  { strength: 0.5, dark: [0, 58, 150], light: [84, 172, 255] },
  { strength: 0.75, dark: [0, 98, 204], light: [110, 208, 255] },
  { strength: 1, dark: [8, 142, 236], light: [176, 240, 255] },
];

/** Level 127½ is no evidence. */
export const signedTones = (): Tones =>
  fillTones((level) => toneAt(level > 127.5 ? forClass : againstClass, (Math.abs(level - 127.5) - 0.5) / 127));

/** Level 0 is no evidence, and all other evidence speaks for the class. */
export const warmTones = (): Tones => fillTones((level) => toneAt(forClass, level / 255));

/** Between two stops. */
function toneAt(stops: readonly Stop[], strength: number): Tone {
  const above = stops.findIndex((stop, at) => at > 0 && stop.strength >= strength);
  const [from, to] = [stops[above - 1]!, stops[above]!];
  const share = (strength - from.strength) / (to.strength - from.strength);
  const between = (a: Rgb, b: Rgb): Rgb => a.map((value, c) => value + share * (b[c]! - value)) as unknown as Rgb;
  return { dark: between(from.dark, to.dark), light: between(from.light, to.light) };
}
