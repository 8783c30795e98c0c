// A small part of the mutants (`npm run corpora -- --mutants all` reads ten thousand of each): each is read, or refused by a code.
import { describe, expect, test } from "vitest";
import { formatNames, formatOf, seedsOf } from "./formats.ts";
import { mutantOf } from "./mutant.ts";
import { readBytes } from "./read.ts";

const many = 200;
const withSeeds = (await Promise.all(formatNames.map(async (format) => ({ format, seeds: await seedsOf(format) })))).filter(({ seeds }) => seeds.length > 0);

test("there is something to make mutants from, of what networks and photographs mostly are", () => {
  expect(withSeeds.map(({ format }) => format)).toEqual(expect.arrayContaining(["png", "jpeg", "pth", "safetensors", "onnx"]));
});

describe.each(withSeeds)("$format", ({ format, seeds }) => {
  test(`${many} mutants are read, or refused by a code`, async () => {
    const outcomes: string[] = [];
    for (let index = 0; index < many; index++) {
      const reading = await readBytes(mutantOf(format, seeds, 7, index).bytes, formatOf(format).kind);
      outcomes.push(reading.outcome);
      if (reading.outcome === "untyped") expect.fail(`${format} 7:${index}: ${reading.message}\n${reading.stack}`);
    }
    expect(new Set(outcomes)).toContain("refused"); // else nothing was changed
  });

  test("seed and index give the very bytes again, and others give others", () => {
    const made = [[1, 5], [1, 5], [1, 6], [2, 5]].map(([seed = 0, index = 0]) => Array.from(mutantOf(format, seeds, seed, index).bytes).join());
    expect(made[1]).toBe(made[0]);
    expect(new Set(made).size).toBe(3);
  });

  test("a file that is taken apart and joined again says the same", async () => {
    const { structure, kind } = formatOf(format);
    if (structure === undefined) return;
    let compared = 0;
    for (const { name, bytes } of seeds) {
      const parts = structure.split(bytes);
      if (parts === undefined || parts.length === 0) continue;
      const [before, after] = [await readBytes(bytes, kind), await readBytes(structure.join(parts), kind)];
      if (before.outcome !== "read") continue;
      expect(after, name).toEqual(before);
      compared++;
    }
    expect(compared).toBeGreaterThan(0);
  });
});
