import { encodeNpy } from "@camlucida/cam";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exitCodeOfResults } from "../errors/exit.ts";
import { inFolder } from "../testing/files.ts";
import { compareLogits, logitsIn, readLogits, requireClasses } from "./check_logits.ts";

const labels = ["cat", "dog", "cart"];
const ours = Float32Array.of(2, -1, 0.5);
const compare = (...saved: number[]): ReturnType<typeof compareLogits> => compareLogits(ours, { file: "l.npy", logits: Float64Array.from(saved) }, labels);
const coded = (code: string): Error => expect.objectContaining({ code }) as Error;

/** A .npy whose header says what it likes. */
function npy(header: string, numbers: Uint8Array, version = 1): Uint8Array {
  const text = new TextEncoder().encode(header);
  const length = version === 1 ? [text.length & 255, text.length >> 8] : [text.length & 255, text.length >> 8, 0, 0];
  return Uint8Array.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, ...length, ...text, ...numbers]);
}

const float64 = (...numbers: number[]): Uint8Array => new Uint8Array(Float64Array.from(numbers).buffer);
const dictionary = (descr: string, shape: string): string => `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }\n`;

test("float32 and float64, with and without an axis for the batch, of any version", () => {
  expect(logitsIn(encodeNpy(ours, [3]), "l")).toEqual(Float64Array.from(ours));
  expect(logitsIn(encodeNpy(ours, [1, 3]), "l")).toEqual(Float64Array.from(ours));
  for (const version of [1, 2, 3]) expect(logitsIn(npy(dictionary("<f8", "(1, 2)"), float64(0.1, -7), version), "l")).toEqual(Float64Array.of(0.1, -7));
});

test.each([
  ["no .npy file", new TextEncoder().encode("2 -1 0.5 and more")],
  ["its shape is (3, 2)", npy(dictionary("<f8", "(3, 2)"), float64(1, 2, 3, 4, 5, 6))],
  ["its shape is ()", npy(dictionary("<f8", "()"), float64(1))],
  ['its numbers are "<i8"', npy(dictionary("<i8", "(1,)"), float64(1))],
  ["2 numbers take 16 bytes, it has 8", npy(dictionary("<f8", "(2,)"), float64(1))],
  ["ends within its header", npy(dictionary("<f8", "(2,)"), float64(1)).subarray(0, 40)],
])("anything else is refused: %s", (words, bytes) => {
  expect(() => logitsIn(bytes, "l.npy")).toThrow(coded("check-malformed"));
  expect(() => logitsIn(bytes, "l.npy")).toThrow(words);
});

test("a missing file, a folder and another number of classes are typed", async () => {
  await inFolder([], async (folder) => {
    await expect(readLogits(join(folder, "none.npy"))).rejects.toThrow(coded("check-unreadable"));
    await expect(readLogits(folder)).rejects.toThrow(coded("check-unreadable"));
    const file = join(folder, "l.npy");
    await writeFile(file, encodeNpy(ours, [3]));
    const saved = await readLogits(file);
    expect(() => requireClasses(saved, 3)).not.toThrow();
    expect(() => requireClasses(saved, 4)).toThrow(coded("check-classes"));
  });
});

test("equal within a thousandth of the range, which holds zero", () => {
  expect(compare(2, -1, 0.5)).toMatchObject({ ok: true, largestDifference: 0, range: 3, tolerance: 0.003, ours: { class: 0, label: "cat", logit: 2 } });
  expect(compare(2, -1, 0.5029)).toMatchObject({ ok: true, at: 2 });
  expect(compare(2, -1, 0.5031)).toMatchObject({ ok: false, at: 2 });
  expect(compareLogits(Float32Array.of(5), { file: "l", logits: Float64Array.of(5.004) }, ["yes"])).toMatchObject({ ok: true, range: 5.004 }); // one logit has a range too
});

test("a difference says where it is largest, who is on top, and what to look at", () => {
  const { lookAt, ...check } = compare(1, 3, 0.5);
  expect(check).toMatchObject({ ok: false, at: 1, largestDifference: 4, saved: { class: 1, label: "dog", logit: 3 } });
  for (const words of ["normalisation", "dilated", "LeakyReLU", "another pooling", "--stem"]) expect(lookAt?.join()).toContain(words);
});

test("numbers that are none are never equal", () => {
  expect(compare(2, NaN, 0.5).ok).toBe(false);
  expect(compareLogits(Float32Array.of(NaN, 0), { file: "l", logits: Float64Array.of(0, 0) }, labels)).toMatchObject({ ok: false, at: 0 });
});

test("probabilities in place of logits are told apart", () => {
  const exponentials = [...ours].map(Math.exp);
  const sum = exponentials.reduce((total, x) => total + x, 0);
  expect(compare(...exponentials.map((x) => x / sum)).lookAt?.[0]).toMatch(/holds our probabilities/);
  expect(compare(...exponentials.map((x) => Math.log(x / sum))).lookAt?.[0]).toMatch(/logarithms/);
  expect(compare(...[...ours].map((x) => 1 / (1 + Math.exp(-x)))).lookAt?.[0]).toMatch(/sigmoid/);
});

test("a check that fails ends in exit code 1", () => {
  expect(exitCodeOfResults([{ ok: true, maps: [], check: compare(2, -1, 0.5) }])).toBe(0);
  expect(exitCodeOfResults([{ ok: true, maps: [], check: compare(2, -1, 5) }])).toBe(1);
});
