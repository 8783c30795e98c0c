import { seeded } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { principalComponent } from "./principal_component.ts";

/** σ₁·u₁ of two known, orthogonal, centred components: E = 5·a·vᵀ + 2·b·wᵀ. */
test("finds the stronger of two components and gives it the sign of the sum", () => {
  const a = [0.5, -0.5, 0.5, -0.5];
  const b = [0.5, 0.5, -0.5, -0.5];
  const v = [0.6, 0.8, 0];
  const w = [0, 0, 1];
  for (const sign of [1, -1]) {
    const values = Float32Array.from({ length: 12 }, (_, at) => {
      const [p, k] = [Math.floor(at / 3), at % 3];
      return sign * 5 * (a[p] as number) * (v[k] as number) + 2 * (b[p] as number) * (w[k] as number) + k;
    });
    const map = principalComponent(values, 3);
    map.forEach((value, p) => expect(value).toBeCloseTo(sign * 5 * (a[p] as number), 5));
  }
});

test("what is the same everywhere has no component", () => {
  expect(principalComponent(new Float32Array(12).fill(3), 4)).toEqual(new Float32Array(3));
  expect(principalComponent(seeded(1, 5), 5)).toEqual(new Float32Array(1)); // one position
});

test("holds more of the sum of squares than any other direction tried", () => {
  const [positions, channels] = [12, 7];
  const values = seeded(9, positions * channels);
  const energy = principalComponent(values, channels).reduce((sum, x) => sum + x * x, 0);
  const means = Array.from({ length: channels }, (_, k) => values.filter((_x, at) => at % channels === k).reduce((sum, x) => sum + x, 0) / positions);
  for (let seed = 10; seed < 60; seed++) {
    const direction = seeded(seed, channels);
    const length = Math.hypot(...direction);
    const projected = Array.from({ length: positions }, (_, p) =>
      direction.reduce((sum, d, k) => sum + (d / length) * ((values[p * channels + k] as number) - (means[k] as number)), 0));
    expect(projected.reduce((sum, x) => sum + x * x, 0)).toBeLessThanOrEqual(energy * (1 + 1e-6));
  }
});
