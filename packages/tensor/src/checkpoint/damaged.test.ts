import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CheckpointError } from "../graph/errors.ts";
import { readFixture, refusal } from "./hand_made.ts";
import { readCheckpoint } from "./read_checkpoint.ts";

const zips = ["zip.pth", "zip64.pth", "zip_protocol4.pth", "byteorder_little.pth", "current_zip.pth"];
const whole = [...zips, "legacy.pth", "legacy_protocol4.pth", "by_hand.safetensors"];

describe("cut short at any byte", () => {
  it.each(whole)("%s is refused", async (name) => {
    const file = await readFixture(name);
    const codes = new Set<string>();
    for (let length = 0; length < file.length; length++) codes.add(refusal(file.subarray(0, length)).code);
    expect(codes).toContain("checkpoint-truncated");
    // The other codes: no bytes at all, and so few that they are no format yet.
    expect([...codes].filter((code) => !/checkpoint-(truncated|empty|unknown-format)/.test(code))).toEqual([]);
  });
});

/** Reads, and lets only a CheckpointError pass. What is read is no larger than the stated bound. */
function readOrRefuse(bytes: Uint8Array): void {
  try {
    const { tensors } = readCheckpoint(bytes);
    for (const { shape, data } of tensors.values()) {
      expect(data.length).toBe(shape.reduce((product, size) => product * size, 1));
      expect(data.length).toBeLessThanOrEqual(bytes.length + 2 ** 24);
    }
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
  }
}

const names = whole.concat(
  ["zip_formats.pth", "zip_views.pth", "zip_training.pth", "average.pth", "hostile_zip.pth"],
  ["legacy_views.pth", "legacy_training.pth", "current_training.pth"],
);

const edit = fc.oneof(
  fc.record({ kind: fc.constant("set"), at: fc.nat(), value: fc.integer({ min: 0, max: 255 }) }),
  fc.record({ kind: fc.constant("flip"), at: fc.nat(), value: fc.integer({ min: 0, max: 7 }) }),
  fc.record({ kind: fc.constant("move"), at: fc.nat(), value: fc.nat() }),
);

interface Edit {
  readonly kind: string;
  readonly at: number;
  readonly value: number;
}

function edited(file: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const copy = file.slice();
  for (const { kind, at, value } of edits) {
    const place = at % copy.length;
    if (kind === "move") copy.copyWithin(place, value % copy.length, (value % copy.length) + 16);
    else copy[place] = kind === "set" ? value : (copy[place] ?? 0) ^ (1 << value);
  }
  return copy;
}

describe("changed at random", () => {
  it.each(names)("%s is read or refused, never more", async (name) => {
    const file = await readFixture(name);
    const edits = fc.array(edit, { minLength: 1, maxLength: 8 });
    fc.assert(fc.property(edits, (chosen) => readOrRefuse(edited(file, chosen))), { numRuns: 500 });
  });

  it.each(whole)("%s with any one byte of its first and last kilobyte changed to five values", async (name) => {
    const file = await readFixture(name);
    for (let at = 0; at < file.length; at++) {
      if (at === 1024) at = Math.max(at, file.length - 1024);
      for (const value of [0x00, 0x2e, 0x52, 0x80, 0xff]) {
        const copy = file.slice();
        copy[at] = value;
        readOrRefuse(copy);
      }
    }
  });

  it("random bytes behind any format's first bytes are read or refused", async () => {
    const starts = (await Promise.all(names.map(readFixture))).map((file) => file.subarray(0, 9));
    const tail = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(fc.constantFrom(...starts), tail, (start, rest) => readOrRefuse(Uint8Array.of(...start, ...rest))),
      { numRuns: 2000 },
    );
  });
});
