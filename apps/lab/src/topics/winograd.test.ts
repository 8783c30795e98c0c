import { f2, f3, f4, seeded } from "@camlucida/tensor/lab";
import { expect, test } from "vitest";
import { derive } from "../winograd/interpolation.ts";
import { tileOf, winograd } from "./winograd.ts";

const text = await winograd.worked();

test("one dimension is what one gets by hand", () => {
  // g(0) = 1, (1 + 2 − 1)/2, (1 − 2 − 1)/2, −1;  d0 − d2, d1 + d2, d2 − d1, d1 − d3
  expect(text).toMatch(/^G·g +1\.00 +1\.00 +−1\.00 +−1\.00$/m);
  expect(text).toMatch(/^Bᵀ·d +1\.00 +2\.00 +−2\.00 +1\.00$/m);
  expect(text).toContain("m0 + m1 + m2 = 5.00     directly d0·g0 + d1·g1 + d2·g2 = 5.00");
});

test("a tile of two dimensions is its four sums of nine products", () => {
  // Output (0, 0): 1·1 + 2·2 − 0 + 0 + 2·1 + 3·1 − 2 + 0 + 1·2 = 10; of (1, 1): 1 + 2·3 − 1 + 0 + 2·1 + 0 − 1 + 2 + 3·2 = 15
  expect(text).toContain("10.00   9.00   10.00   9.00");
  expect(text).toContain(" 4.00  15.00    4.00  15.00");
});

test.each([[f2, 1e-6], [f3, 1e-5], [f4, 1e-5]])("tiles of every form are the sums that define them (%#)", (form, tolerance) => {
  const { patch: across, kernel: r, tile: side } = form;
  const [patch, kernel] = [seeded(3, across * across), seeded(4, r * r)];
  const sums = Array.from({ length: side * side }, (_, at) => {
    let sum = 0;
    for (let i = 0; i < r; i++) for (let j = 0; j < r; j++) sum += (patch[(Math.floor(at / side) + i) * across + (at % side) + j] as number) * (kernel[i * r + j] as number);
    return sum;
  });
  const { tile, direct } = tileOf(form, patch, kernel);
  // Numbers below 1 and sums below 16; float32 rounds 6e-8 of each, and points of 2 and 8 multiply that.
  for (const [at, sum] of sums.entries()) {
    expect(Math.abs((tile[at] as number) - sum)).toBeLessThan(tolerance);
    expect(Math.abs((direct[at] as number) - sum)).toBeLessThan(1e-6);
  }
});

test("any points give a right algorithm", () => {
  const points = [0, 0.5, -0.5, 3, Infinity]; // F(3, 3)
  const { A, G, Bt } = derive(points, 3, 3);
  const [d, g] = [[1, -2, 3, 0.5, 4], [2, -1, 0.25]] as const;
  const dot = (row: readonly number[] | undefined, values: readonly number[]): number => values.reduce((sum, value, at) => sum + value * (row?.[at] ?? 0), 0);
  const products = points.map((_, i) => dot(Bt[i], d) * dot(G[i], g));
  for (const j of [0, 1, 2]) {
    const expected = g.reduce((sum, value, k) => sum + value * (d[j + k] as number), 0);
    expect(dot(A.map((row) => row[j] as number), products)).toBeCloseTo(expected, 12);
  }
});

test("the engine's matrices come from the points that are named, and rounding grows with them", async () => {
  let said = "";
  for await (const part of winograd.here?.([]) ?? []) said += `${part}\n`;
  expect(said).not.toContain("are not the engine's");
  const [small = 0, , large = 0] = [...said.matchAll(/(\d\.\de-\d)/g)].map(([value]) => Number(value));
  expect(large).toBeGreaterThan(small);
  await expect(winograd.here?.(["--form", "7"])[Symbol.asyncIterator]().next()).rejects.toThrow("2, 3 and 4");
});
