import { expect, test } from "vitest";
import { partOf } from "./input_calls.ts";

const image = { width: 3, height: 2, data: Uint8Array.from({ length: 24 }, (_, at) => at) };

test("a part of a picture has its pixels", () => {
  expect(partOf(image, { x: 1, y: 0, width: 2, height: 2 })).toEqual({ width: 2, height: 2, data: Uint8Array.of(4, 5, 6, 7, 8, 9, 10, 11, 16, 17, 18, 19, 20, 21, 22, 23) });
});

test.each([{ x: 2, y: 0, width: 2, height: 1 }, { x: 0, y: -1, width: 1, height: 1 }, { x: 0.5, y: 0, width: 1, height: 1 }, { x: 0, y: 0, width: 0, height: 1 }])("what lies outside is refused: $x, $y, $width×$height", (part) => {
  expect(() => partOf(image, part)).toThrow(expect.objectContaining({ code: "region-outside" }));
});
