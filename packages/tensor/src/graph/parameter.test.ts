import { expect, test } from "vitest";
import { copyNumbers, numbersOf, parameterOf, parameterOfRows, type WeightRows } from "./parameter.ts";
import { seeded } from "../testing/index.ts";

/** WeightRows that are read as from a file: into an array that the next reading overwrites. */
function rowsOf(channels: number, cin: number, taps: number): WeightRows & { readonly data: Float32Array } {
  const data = seeded(channels, channels * cin * taps);
  const buffer = new Float32Array(data.length);
  const read = (from: number, to: number): Float32Array => {
    buffer.fill(NaN).set(data.subarray(from * cin * taps, to * cin * taps));
    return buffer.subarray(0, (to - from) * cin * taps);
  };
  return { cin, taps, scale: Float64Array.from({ length: channels }, (_, k) => (k % 3) - 0.7), read, data };
}

test.each([[1, 1, 1], [5, 4, 1], [33, 2, 1], [16, 3, 9], [21, 5, 6], [1, 1, 49]])("%i channels of %i × %i: [channels, cin, taps] becomes [taps, cin, channels], scaled", (channels, cin, taps) => {
  const rows = rowsOf(channels, cin, taps);
  const expected = Float32Array.from(rows.data, (_, at) => {
    const [tap, c, k] = [Math.floor(at / (cin * channels)), Math.floor(at / channels) % cin, at % channels];
    return (rows.data[(k * cin + c) * taps + tap] as number) * (rows.scale[k] as number);
  });
  const parameter = parameterOfRows(rows);
  expect(parameter.length).toBe(expected.length);
  expect(numbersOf(parameter)).toEqual(expected);
});

test("what lies in memory is given as it is, and written as a copy", () => {
  const data = Float32Array.of(1, 2, 3);
  const parameter = parameterOf(data);
  expect(numbersOf(parameter)).toBe(data);
  for (const operand of [data, parameter]) {
    const into = new Float32Array(3);
    copyNumbers(operand, into);
    expect(into).toEqual(data);
  }
});
