import { describe, expect, test } from "vitest";
import { digestLike, digestOf, referenceCases, type Digest } from "../testing/pixels.ts";
import { type ColourMap, colourMapNamed, colourMaps, tonesNamed } from "./colour_maps.ts";

const entry = (map: ColourMap, i: number): number[] => [...map.subarray(4 * i, 4 * i + 4)];
const entries = (map: ColourMap): number[][] => Array.from({ length: 256 }, (_, i) => entry(map, i));
const rgb = (map: ColourMap): Uint8Array => map.filter((_, i) => i % 4 !== 3);

describe("the tables", async () => {
  test.each(await referenceCases<Digest & { readonly name: string }>("colours.json"))("$name is OpenCV's", async ({ name, ...digest }) => {
    expect(await digestLike(digest, rgb(colourMapNamed(name)))).toEqual(digestOf(digest));
  });

  test("jet has its closed form in whole numbers", () => {
    const ramp = (i: number, from: number): number => Math.min(Math.max(4 * (i - from), 0), 255);
    // Octave's floats, rounded: hence red's start at 2, blue's descent from 254 and its lone 1 at 159.
    const red = (i: number): number => (i < 96 ? 0 : i < 160 ? 2 + ramp(i, 96) : i < 224 ? 255 : 252 - ramp(i, 224));
    const green = (i: number): number => (i < 160 ? ramp(i, 32) : i < 224 ? 252 - ramp(i, 160) : 0);
    const blue = (i: number): number => (i < 32 ? 128 + 4 * i : i < 96 ? 255 : i < 159 ? 254 - ramp(i, 96) : i === 159 ? 1 : 0);
    entries(colourMapNamed("jet")).forEach((colour, i) => expect(colour).toEqual([red(i), green(i), blue(i), 255]));
  });

  test("all are [256, 4] and opaque", () => {
    for (const map of Object.values(colourMaps)) {
      expect(map).toHaveLength(1024);
      expect(entries(map).every((colour) => colour[3] === 255)).toBe(true);
    }
  });
});

describe("signed", () => {
  const tones = tonesNamed("signed");
  const tone = (level: number, from: 0 | 4): number[] => [...tones.subarray(8 * level + from, 8 * level + from + 3)];
  const halves = [0, 4] as const; // what black becomes, what white becomes

  test("zero has no colour on both sides of the middle, and is darker than the photograph", () => {
    for (const level of [127, 128]) {
      expect(tone(level, 0)).toEqual([14, 14, 16]);
      expect(tone(level, 4)).toEqual([168, 168, 172]);
    }
  });

  test("stronger evidence is further from no evidence, for both signs", () => {
    const distance = (a: readonly number[], b: readonly number[]): number => Math.hypot(...a.map((value, axis) => value - b[axis]!));
    for (const half of halves) {
      const zero = oklab(tone(128, half));
      for (let level = 128; level < 255; level++) {
        // A rounded level may step back by less than one of its own.
        expect(distance(oklab(tone(level + 1, half)), zero)).toBeGreaterThan(distance(oklab(tone(level, half)), zero) - 0.006);
        expect(distance(oklab(tone(254 - level, half)), zero)).toBeGreaterThan(distance(oklab(tone(255 - level, half)), zero) - 0.006);
      }
    }
  });

  /** Red and green as one, as deuteranopes and protanopes have them. Source: Viénot, Brettel & Mollon 1999, equations in linear RGB. */
  const seenWithout = { protan: [0.11238, 0.88762, 0.00401], deutan: [0.29275, 0.70725, -0.02234] } as const;

  test.each(Object.entries(seenWithout))("from a quarter of the scale on, the signs are told apart with %s eyes too", (_, [fromRed, fromGreen, intoBlue]) => {
    const seen = ([r = 0, g = 0, b = 0]: readonly number[]): number[] => {
      const linear = (level: number): number => ((level / 255 + 0.055) / 1.055) ** 2.4;
      const level = (value: number): number => 255 * (1.055 * Math.max(value, 0.0031308) ** (1 / 2.4) - 0.055);
      const yellow = fromRed * linear(r) + fromGreen * linear(g);
      return [level(yellow), level(yellow), level(intoBlue * linear(r) - intoBlue * linear(g) + linear(b))];
    };
    for (const half of halves) {
      for (let level = 160; level < 256; level++) {
        const [forIt, against] = [oklab(seen(tone(level, half))), oklab(seen(tone(255 - level, half)))];
        expect(Math.hypot(...forIt.map((value, axis) => value - against[axis]!))).toBeGreaterThan(0.07); // 0.02 is just noticeable
      }
    }
  });

  test("warm is its positive half", () => {
    const warm = tonesNamed("warm");
    expect([...warm.subarray(0, 8)]).toEqual([...tones.subarray(8 * 128, 8 * 129)]);
    expect([...warm.subarray(8 * 255, 8 * 256)]).toEqual([...tones.subarray(8 * 255, 8 * 256)]);
  });

  test("a colour bar shows what middle grey becomes", () => {
    expect(entry(colourMapNamed("signed"), 255)).toEqual([248, 203, 83, 255]);
  });
});

/** OKLab of sRGB levels, by Ottosson's forward matrices: another road than the table's own inverse ones. */
function oklab([r = 0, g = 0, b = 0]: readonly number[]): number[] {
  const linear = (level: number): number => (level <= 10 ? level / 255 / 12.92 : ((level / 255 + 0.055) / 1.055) ** 2.4);
  const [red, green, blue] = [linear(r), linear(g), linear(b)];
  const long = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const medium = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const short = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short,
    1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short,
    0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short,
  ];
}

test.each(["", "Jet", "toString", "__proto__", "x".repeat(10_000)])("there is no map named %.20s", (name) => {
  const message = expect.stringMatching(/choose one of signed, warm, jet, turbo, viridis, inferno, magma, grey\.$/);
  const error = expect.objectContaining({ code: "colour-map-unknown", message });
  expect(() => colourMapNamed(name)).toThrow(error);
});
