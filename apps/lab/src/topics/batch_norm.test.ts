import { expect, test } from "vitest";
import { batchNorm } from "./batch_norm.ts";

const text = await batchNorm.worked();

test("three layers, by hand", () => {
  // Sobel's sums, then 3·(x + 1)/2 + 0.5, then what is above 0.
  expect(text).toMatch(/^−4\.0 +1\.0 +→ +−4\.0 +3\.5 +→ +0\.0 +3\.5$/m);
  expect(text).toMatch(/^−2\.0 +−2\.0 +−1\.0 +−1\.0 +0\.0 +0\.0$/m);
});

test("one layer of folded weights, by hand", () => {
  expect(text).toContain("s = γ/σ     = 3.0 / 2.0 = 1.5");
  expect(text).toContain("t = β − s·μ = 0.5 + 1.5 · 1.0 = 2.0");
  expect(text).toMatch(/^ 1\.5 +0\.0 +−1\.5 +2\.0 +0\.0 +3\.5$/m); // s·1, s·0, s·(−1); the bias; then the same numbers
  expect(text).toMatch(/^ 3\.0 +0\.0 +−3\.0 .*0\.0 +0\.0$/m);
  expect(text).toMatch(/the engine: 3 steps, fused 1; largest difference 0\.0$/);
});
