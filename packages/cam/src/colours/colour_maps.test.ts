import { describe, expect, test } from "vitest";
import { digestLike, digestOf, referenceCases, type Digest } from "../testing/reference.ts";
import { colourMapNamed, colourMaps, type ColourMap } from "./colour_maps.ts";

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

  test("all are [256, 4], and all but signed are opaque", () => {
    for (const [name, map] of Object.entries(colourMaps)) {
      expect(map).toHaveLength(1024);
      expect(entries(map).every((colour) => colour[3] === 255)).toBe(name !== "signed");
    }
  });
});

describe("signed", () => {
  const signed = entries(colourMapNamed("signed"));

  test("zero is white and clear on both sides of the middle, and the ends are opaque", () => {
    expect(signed[127]).toEqual([255, 255, 255, 0]);
    expect(signed[128]).toEqual([255, 255, 255, 0]);
    expect([signed[0]![3], signed[255]![3]]).toEqual([255, 255]);
  });

  test("alpha grows with the strength of the evidence, alike for both signs", () => {
    for (let i = 128; i < 255; i++) {
      expect(signed[i + 1]![3]).toBeGreaterThan(signed[i]![3]!);
      expect(signed[255 - i]![3]).toBe(signed[i]![3]);
    }
  });

  test("positive is red, negative is blue, alike in lightness and chroma, and none is clipped to sRGB", () => {
    for (let i = 129; i < 256; i++) {
      const depth = Math.sqrt((i - 128) / 127);
      const polar = (degrees: number): number[] => {
        const angle = (degrees * Math.PI) / 180;
        return [1 - 0.48 * depth, 0.2 * depth * Math.cos(angle), 0.2 * depth * Math.sin(angle)];
      };
      // Rounding to levels moves a coordinate by up to half a level of each channel, most where the colours are dark.
      const near = (found: number[], expected: number[]): void =>
        found.forEach((value, axis) => expect(Math.abs(value - expected[axis]!)).toBeLessThan(0.006));
      near(oklab(signed[i]!), polar(28));
      near(oklab(signed[255 - i]!), polar(260));
    }
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
  const message = expect.stringMatching(/choose one of signed, jet, turbo, viridis, inferno, magma, grey\.$/);
  const error = expect.objectContaining({ code: "colour-map-unknown", message });
  expect(() => colourMapNamed(name)).toThrow(error);
});
