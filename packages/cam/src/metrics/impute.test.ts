import { decodeFloats, expectClose, seeded } from "@camlucida/tensor/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readMetrics } from "../testing/metrics.ts";
import { impute } from "./impute.ts";

const { imputation } = await readMetrics();

/**
 * The residual is within 1e-6 of b, and so the error within 1e-6 · ‖b‖/λ, λ the least eigenvalue of A. Of the cases below that is
 * at most 4.2e-5 of the largest value: ten missing pixels in a row of eleven, λ = 0.0057.
 */
const tolerance = 5e-5;

describe("against a dense solve", () => {
  test.each(imputation)("$width × $height, missing below $level", ({ width, height, seed, maskSeed, level, imputed }) => {
    const draw = seeded(maskSeed, width * height);
    const missing = pixelsWhere(width * height, (pixel) => draw[pixel]! < level);
    const result = impute(seeded(seed, width * height * 3, 2), width, height, missing);
    expectClose(result!, decodeFloats(imputed), tolerance, "imputed");
  });
});

test("a checkerboard's missing fields: inside, direct neighbours count a sixth each and diagonal ones a twelfth", () => {
  // Red 1 on the known fields. Missing fields touch only missing ones diagonally, so all are 1. Green is the column: linear.
  const [width, height] = [9, 9];
  const image = Float32Array.from({ length: width * height * 3 }, (_, at) => (at % 3 === 1 ? Math.floor(at / 3) % width : 1));
  const odd = (pixel: number): boolean => ((pixel % width) + Math.floor(pixel / width)) % 2 === 1;
  const inner = (pixel: number): boolean => odd(pixel) && pixel % width > 0 && pixel % width < width - 1;
  const missing = pixelsWhere(width * height, inner);
  const emptied = image.slice();
  for (const pixel of missing) emptied.fill(77, 3 * pixel, 3 * pixel + 3); // what was there must not matter
  expectClose(impute(emptied, width, height, missing)!, image, tolerance, "imputed");
});

test("one missing pixel of a checkerboard in black and white", () => {
  const image = Float32Array.from({ length: 9 * 3 }, (_, at) => Math.floor(at / 3) % 2);
  // In the middle: four direct neighbours of 1, four diagonal ones of 0. In a corner: (1/6 + 1/6) of (1/6 + 1/6 + 1/12).
  expect(impute(image, 3, 3, Uint32Array.of(4))![3 * 4]).toBeCloseTo(4 / 6, 6);
  expect(impute(image, 3, 3, Uint32Array.of(0))![0]).toBeCloseTo(4 / 5, 6);
});

test("from a single known pixel the whole image takes its colour", () => {
  const image = seeded(1, 12 * 10 * 3);
  const missing = pixelsWhere(120, (pixel) => pixel !== 37);
  const expected = Float32Array.from(image, (_, at) => image[3 * 37 + (at % 3)]!);
  expectClose(impute(image, 12, 10, missing)!, expected, 1.1e-4, "imputed"); // λ = 0.0035: as above
});

test("leaves known pixels as they are, and what is imputed between the least and the greatest of them", () => {
  const side = fc.integer({ min: 1, max: 14 });
  fc.assert(
    fc.property(side, side, fc.integer({ min: 1, max: 999 }), fc.double({ min: -1, max: 0.9, noNaN: true }), (width, height, seed, level) => {
      const [image, draw] = [seeded(seed, width * height * 3, 2), seeded(seed + 1000, width * height)];
      draw[seed % draw.length] = 1; // one pixel at least is known
      const imputed = impute(image, width, height, pixelsWhere(draw.length, (pixel) => draw[pixel]! < level))!;
      const slack = 1e-3; // as above, for values of up to 2 and the narrowest images
      for (let channel = 0; channel < 3; channel++) {
        const known = [...draw.keys()].filter((pixel) => draw[pixel]! >= level).map((pixel) => image[3 * pixel + channel]!);
        const [least, most] = [Math.min(...known) - slack, Math.max(...known) + slack];
        draw.forEach((drawn, pixel) => {
          const value = imputed[3 * pixel + channel]!;
          if (drawn >= level) expect(value).toBe(image[3 * pixel + channel]);
          expect(value >= least && value <= most).toBe(true);
        });
      }
    }),
  );
});

test("says so when the rounds do not suffice", () => {
  const missing = pixelsWhere(120, (pixel) => pixel !== 37);
  expect(impute(seeded(1, 360), 12, 10, missing, 2)).toBeUndefined();
});

test("nothing missing, nothing changed", () => {
  const image = seeded(2, 4 * 3 * 3);
  expect(impute(image, 4, 3, new Uint32Array(0), 0)).toEqual(image);
});

const pixelsWhere = (count: number, holds: (pixel: number) => boolean): Uint32Array =>
  Uint32Array.from(Array.from({ length: count }, (_, pixel) => pixel).filter(holds));
