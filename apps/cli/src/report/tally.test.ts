import { expect, test } from "vitest";
import { imageError, type ImageError } from "../errors/errors.ts";
import type { Input } from "../files/inputs.ts";
import { failureOf, type ImageResult, type ImageSuccess } from "./result.ts";
import { styleFor } from "./terminal.ts";
import { openTally, type Tally } from "./tally.ts";

const plain = styleFor({}, {});
const explained = { ok: true, maps: [], top: [], sheet: null } as unknown as ImageSuccess;

function tallyOf(...pairs: [path: string, result: "explained" | ImageError, name?: string][]): Tally {
  const tally = openTally();
  for (const [path, outcome, name] of pairs) {
    const result: ImageResult = outcome === "explained" ? { ...explained, image: path, maps: [{ overlay: `p/${name ?? "a"}.cam.png` }] as unknown as ImageSuccess["maps"] } : failureOf(path, outcome);
    const input: Input = outcome !== "explained" && outcome.code === "image-left-out"
      ? { kind: "left-out", path, what: path.endsWith(".heic") ? "HEIC" : "WebP", error: outcome }
      : { kind: "file", path, ...(name === undefined ? {} : { name }) };
    tally.add(input, result);
  }
  return tally;
}

const heic = imageError("image-left-out", "HEIC is not read. Convert it.");

test("pictures that are left out are counted and named, and are no failure", () => {
  const tally = tallyOf(["a.png", "explained"], ["b.heic", heic], ["c.heic", heic], ["d.heic", heic], ["e\u001b.webp", heic]);
  expect([tally.total, tally.exitCode()]).toEqual([5, 0]);
  expect(tally.leftOut(plain)).toBe("4 files left out: b.heic, c.heic, d.heic, … (3 HEIC, 1 WebP). HEIC is not read. Convert it.\n");
  expect(tally.summary(1000, plain)).toMatch(/^1 explained in/);
  expect(tallyOf(["b.heic", heic]).leftOut(plain)).toBe("1 file left out: b.heic (1 HEIC). HEIC is not read. Convert it.\n");
  expect(tallyOf(["a.png", "explained"]).leftOut(plain)).toBeUndefined();
});

test("a photograph that is skipped is done, also alone", () => {
  const tally = openTally();
  tally.add({ kind: "file", path: "a.png" }, { image: "a.png", ok: true, skipped: true, files: ["a.cam.png"] });
  expect([tally.several, tally.exitCode(), tally.summary(3, plain)]).toEqual([true, 0, "0 explained, 1 skipped in 3 ms\n"]);
});

test("failures decide how the run ends", () => {
  const tally = tallyOf(["a.png", "explained"], ["b.png", imageError("image-empty", "")], ["c.png", "explained"]);
  expect(tally.exitCode()).toBe(1);
  expect(tally.summary(1000, plain)).toMatch(/^2 explained, 1 failed in/);
});

test("names that are not as usual are said", () => {
  const tally = tallyOf(["p/a.jpg", "explained"], ["p/a.png", "explained", "a.png"]);
  expect(tally.renamed()).toMatch(/a\.png → a\.png\.cam\.png\n$/);
  expect(tallyOf(["a.jpg", "explained"]).renamed()).toBeUndefined();
});
