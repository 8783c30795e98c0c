import { expect, test } from "vitest";
import { trust } from "./trust.ts";

/** σ */
const p = (y: number): number => 1 / (1 + Math.exp(-y));

test("the deletion curves are those of a calculator", async () => {
  const text = await trust.worked();
  // By evidence 3, 2, then zeros, −1 last; by brightness 4 (of weight 0), 3, 2, then the 1 of weight 0, then that of weight −1.
  const byEvidence = [1, -2, -4, -4, -4, -4, -4, -4, -4, -3].map(p);
  const byBrightness = [1, 1, -2, -4, -4, -3, -3, -3, -3, -3].map(p);
  for (const [title, curve] of [["by evidence", byEvidence], ["by brightness", byBrightness]] as const) {
    const [row = "", area = ""] = text.slice(text.indexOf(title)).split("\n");
    expect(row.trim().split(/\s+/).slice(2)).toEqual(curve.map((value) => value.toFixed(3)));
    const mean = (curve.reduce((sum, value) => sum + value, 0) - ((curve[0] ?? 0) + (curve[9] ?? 0)) / 2) / 9;
    expect(area.trim().split(/\s+/).at(-1)).toBe(mean.toFixed(3));
  }
  expect(text).toContain("y = 2 + 3 − 1 − 3 = 1.00     p = 1/(1 + e^−y) = 0.731");
});
