// The reference files that test/reference_images.py wrote, read by name.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Image } from "@camlucida/cam";

export interface Expectation {
  readonly width: number; // pixels
  readonly height: number; // pixels
  readonly sha256: string; // of the RGB bytes, [H, W, 3]
}

export function fixture(path: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../../../../test/fixtures/${path}`, import.meta.url)));
}

/** What a script wrote, in the form that the caller knows it to have. */
export function fixtureJson<Written>(path: string): Written {
  return JSON.parse(new TextDecoder().decode(fixture(path))) as Written;
}

/** File name → what OpenCV read from it. */
export function expectations(): ReadonlyMap<string, Expectation> {
  return new Map(Object.entries(fixtureJson<Record<string, Expectation>>("images/expected.json")));
}

/** A picture as the script describes it. */
export function describeImage({ width, height, data }: Image): Expectation {
  const rgb = data.filter((_, i) => i % 4 !== 3);
  return { width, height, sha256: createHash("sha256").update(rgb).digest("hex") };
}
