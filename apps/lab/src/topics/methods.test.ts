import { expect, test } from "vitest";
import { methods } from "./methods.ts";

const text = (await methods.worked()).replaceAll("−", "-");

/** The numbers in a line that begins with these words. */
const behind = (words: string): number[] => (text.split("\n").find((line) => line.startsWith(words)) ?? "").slice(words.length).match(/-?\d+\.\d+/g)?.map(Number) ?? [];

/** Rows of the blocks below a line of titles: as many numbers each as there are blocks times three. */
function below(titles: RegExp, rows: number): number[][] {
  const lines = text.split("\n");
  const at = lines.findIndex((line) => titles.test(line));
  return lines.slice(at + 1, at + 1 + rows).map((line) => line.match(/-?\d+(\.\d+)?/g)?.map(Number) ?? []);
}

test("the weights are those that one gets by hand", () => {
  // b0 is open in six cells, where ∂y/∂a = (1, −1), b1 in three, where it is (0.5, −0.5).
  expect(behind("Grad-CAM  ")).toEqual([0.833, -0.833]); // (6 · 1 + 3 · 0.5) / 9
  // a0 sums up to 12, of which 11 lie in b0's cells and 1 in b1's; a1 to 8, of which 1 and 7 do.
  expect(behind("XGrad-CAM  ")).toEqual([0.958, -0.563]); // (11 + 0.5) / 12, −(1 + 3.5) / 8
  // Only positive gradients count, so a1 weighs 0; α·g = g / (2 + 12 g).
  expect(behind("Grad-CAM++  ")).toEqual([0.616, 0]); // 6 / 14 + 3 · 0.5 / 8
});

test("y is 9 · 10/9 − 4.5 · 6/9, and HiResCAM's and XGrad-CAM's maps sum up to it", () => {
  expect(text).toContain("= 7.00");
  const [, , , sums] = below(/^Grad-CAM +XGrad-CAM +HiResCAM/, 4);
  expect(sums).toEqual([3.33, 7, 7]); // Grad-CAM: 0.8333 · (12 − 8)
});

test("Layer-CAM is a0 where b0 is open, half of it where b1 is", () => {
  const rows = below(/^Grad-CAM\+\+ +Layer-CAM/, 3).map((row) => row.slice(3));
  expect(rows).toEqual([[0.5, 1, 2], [1, 4, 2], [0, 1, 0]]);
});

test("at the last layer three methods are one, and CAM nine times that", () => {
  for (const row of below(/^CAM +Grad-CAM +HiResCAM +XGrad-CAM/, 3)) {
    const [cam, grad, hires, xgrad] = [0, 3, 6, 9].map((at) => row.slice(at, at + 3)) as [number[], number[], number[], number[]];
    expect([hires, xgrad]).toEqual([grad, grad]);
    expect(grad.map((x) => 9 * x)).toEqual(cam);
  }
  expect(below(/^CAM +Grad-CAM +HiResCAM/, 1)[0]?.slice(0, 3)).toEqual([-9, 9, 18]); // −4.5 · 2, 9 · 1, 9 · 2
});

test("this machine's devices agree", async () => {
  for await (const line of methods.here?.([]) ?? []) {
    // Sums of two products of numbers below 20, rounded by 2⁻²⁴ each.
    expect(Number(/(\S+)$/.exec(line)?.[1])).toBeLessThan(1e-5);
  }
});
