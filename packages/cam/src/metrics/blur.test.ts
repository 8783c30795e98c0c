import { decodeFloats, expectClose, ROUNDED_TWICE, seeded } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { readMetrics } from "../testing/metrics.ts";
import { blur } from "./blur.ts";

const { blur: cases } = await readMetrics();

test.each(cases)("equals OpenCV and torchvision: $width × $height", ({ width, height, seed, blurred }) => {
  expectClose(blur(seeded(seed, width * height * 3, 2), width, height), decodeFloats(blurred), ROUNDED_TWICE, "blur");
});

test("an image of one colour keeps it", () => {
  const colour = [0.25, -1, 2];
  const image = Float32Array.from({ length: 20 * 7 * 3 }, (_, at) => colour[at % 3]!);
  expectClose(blur(image, 20, 7), image, ROUNDED_TWICE, "blur");
});

test("no pixel, no blur", () => {
  expect(blur(new Float32Array(0), 0, 0)).toEqual(new Float32Array(0));
});
