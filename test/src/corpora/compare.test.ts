import { expect, test } from "vitest";
import { differenceOf, type ReferenceCorpus } from "./compare.ts";
import type { ReadingOutcome } from "./read.ts";

const pixels = { width: 1, height: 1, sha256: "a", sample: "102030", tolerance: 0 };
const read = (facts: Partial<typeof pixels> = {}): ReadingOutcome => ({ outcome: "read", pixels: { ...pixels, ...facts } });
const by = (name: string, facts: Partial<typeof pixels> = {}) => ({ by: name, width: 1, height: 1, sha256: "a", sample: "102030", ...facts });
const against = (outcome: ReadingOutcome, ...readers: readonly (ReturnType<typeof by> | { by: string; error: string })[]) => {
  const reference: ReferenceCorpus = new Map([["a.png", readers]]);
  return differenceOf("a.png", outcome, reference);
};

test("equal to one of them is enough, and who it is is told", () => {
  expect(against(read(), by("OpenCV", { sha256: "b" }), by("Pillow"))).toEqual({ verdict: "equal to Pillow", detail: "equal to Pillow", isFault: false });
  expect(against(read(), by("OpenCV"), by("Pillow"))?.verdict).toBe("equal to OpenCV and Pillow");
});

test("other pixels are a fault, with their distance, but within what the decoder states", () => {
  expect(against(read(), by("OpenCV", { sha256: "b", sample: "102033" }))).toEqual({ verdict: "different", detail: "up to 3 levels from OpenCV", isFault: true });
  expect(against(read({ tolerance: 4 }), by("OpenCV", { sha256: "b", sample: "102033" }))).toMatchObject({ verdict: "within 4 levels of OpenCV", isFault: false });
  expect(against(read(), by("OpenCV", { sha256: "b" }))).toMatchObject({ detail: "up to 1 levels from OpenCV", isFault: true }); // equal where it was sampled
  expect(against(read({ tolerance: 80 }), by("OpenCV", { width: 2, sha256: "b" }))).toMatchObject({ detail: "another size than OpenCV's", isFault: true });
});

test("what one reader refuses is counted, and no fault", () => {
  const refused: ReadingOutcome = { outcome: "refused", code: "image-corrupt", message: "" };
  expect(against(refused, { by: "Pillow", error: "no" })?.verdict).toBe("refused here and there");
  expect(against(refused, by("OpenCV"), { by: "Pillow", error: "no" })?.verdict).toBe("refused here, read by OpenCV");
  expect(against(read(), { by: "Pillow", error: "no" })?.verdict).toBe("read here, refused there");
  expect(differenceOf("b.png", read(), new Map())).toBeUndefined();
});
