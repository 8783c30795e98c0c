// JPEGs damaged in every way that is told apart, and what libjpeg-turbo says of each by all its warnings (test/reference_jpeg_damage.py).
import { Buffer } from "node:buffer";
import { checkJpeg, ImageError, readJpegHeader } from "@camlucida/cam";
import { describe, expect, test } from "vitest";
import { describeImage, fixture, fixtureJson } from "../testing/fixtures.ts";
import { decodePicture } from "./decode.ts";

interface Case {
  readonly from: string;
  readonly way: string;
  readonly edits: readonly (readonly [at: number, removed: number, inserted: string])[];
  readonly verdict: "whole" | "superfluous" | "lacking" | "damaged" | "fails";
  readonly warnings: readonly string[];
  readonly sha256: string | null;
}

const cases = fixtureJson<readonly Case[]>("jpeg_damage.json").map((one) => [`${one.way}: ${one.from} ${JSON.stringify(one.edits)}`, one] as const);
const told = (...verdicts: readonly Case["verdict"][]): typeof cases => cases.filter(([, { verdict }]) => verdicts.includes(verdict));

function damaged({ from, edits }: Case): Uint8Array {
  const apply = (file: Uint8Array, [at, removed, inserted]: Case["edits"][number]): Uint8Array =>
    Buffer.concat([file.subarray(0, at), Buffer.from(inserted, "hex"), file.subarray(at + removed)]);
  return edits.reduce(apply, fixture(`images/${from}`));
}

describe("what libjpeg-turbo reads without a warning is read, with the same pixels", () => {
  test.each(told("whole"))("%s", async (_, one) => {
    expect(describeImage((await decodePicture(damaged(one))).image).sha256).toBe(one.sha256);
  });
});

describe("what it warns of though it harms nothing is read with a remark, with the same pixels", () => {
  test.each(told("superfluous"))("%s", async (_, one) => {
    const { image, remarks } = await decodePicture(damaged(one));
    expect(describeImage(image).sha256).toBe(one.sha256);
    if (one.way !== "revision") expect(remarks).not.toEqual([]);
  });
});

describe("what it paints grey, blurs or guesses at is refused", () => {
  test.each(told("lacking", "damaged", "fails"))("%s", async (_, one) => {
    const outcome: unknown = await decodePicture(damaged(one)).catch((error: unknown) => error);
    expect(outcome).toBeInstanceOf(ImageError);
    expect((outcome as ImageError).code).toMatch(/^image-(truncated|corrupt|unsupported|not-an-image|too-large)$/);
  });
});

describe("checkJpeg by itself, on which the page relies", () => {
  test.each(told("whole", "superfluous"))("passes %s", (_, one) => {
    expect(checkJpeg(damaged(one))).toBeInstanceOf(Array);
  });

  test.each(told("lacking", "damaged"))("refuses %s", (_, one) => {
    const bytes = damaged(one);
    expect(() => (readJpegHeader(bytes), checkJpeg(bytes))).toThrow(ImageError);
  });
});

test("the bytes that are left over are found to the byte, among restarts and behind the last block", () => {
  const file = fixture("images/restart_53x39.jpg");
  expect(checkJpeg(file)).toEqual([]);
  const restart = file.findIndex((byte, at) => byte === 0xff && file[at + 1] === 0xd2);
  const end = file.length - 2;
  const junk = Uint8Array.of(1, 0xff, 0, 2);
  const padded = Buffer.concat([file.subarray(0, restart), junk, file.subarray(restart, end), junk, file.subarray(end)]);
  expect(checkJpeg(padded)).toEqual([[restart, restart + 4], [end + 4, end + 8]]);
});
