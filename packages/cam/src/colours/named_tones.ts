// The tones of every colour map.
import { colourMapNamed, type ColourMap } from "./colour_maps.ts";
import { signedTones, warmTones } from "./signed.ts";
import { fillTones, type Rgb, type Tones } from "./tones.ts";

/** @throws ViewError "colour-map-unknown", listing the names there are */
export function tonesNamed(name: string): Tones {
  const colourMap = colourMapNamed(name);
  if (name === "signed") return signedTones();
  return name === "warm" ? warmTones() : tonesOf(colourMap);
}

/** Of any colours: black becomes two thirds of one; white what lies a third of the way from it to white. */
export function tonesOf(colourMap: ColourMap): Tones {
  return fillTones((level) => {
    const colour = (share: (value: number) => number): Rgb => [0, 1, 2].map((c) => share(colourMap[4 * level + c]!)) as unknown as Rgb;
    return { dark: colour((value) => (2 * value) / 3), light: colour((value) => value + (255 - value) / 3) };
  });
}
