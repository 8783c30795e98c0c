import { expect, test } from "vitest";
import { shortcut } from "./shortcut.ts";

const text = await shortcut.worked();

test("a block, by hand", () => {
  // w1: each less its right neighbour: (−1, 2, 0), (−3, 2, 1), (2, −1, 1); above 0: (0, 2, 0), (0, 2, 1), (2, 0, 1).
  // w2: a quarter of the four neighbours: (2+0)/4, (0+0+2)/4, (2+1)/4; (0+2+2)/4, (2+1+0+0)/4, (0+2+1)/4; (0+0)/4, (2+2+1)/4, (1+0)/4
  const rows = text.split("\n").filter((line) => /[+→ ] {3}\d\.\d\d {2}\d\.\d\d {2}\d\.\d\d/.test(line)).slice(-3).map((line) => line.match(/\d\.\d\d/g)?.map(Number));
  expect(rows.map((row) => row?.slice(0, 3))).toEqual([[0.5, 0.5, 0.75], [1, 0.75, 0.75], [0, 1.25, 0.25]]);
  expect(rows.map((row) => row?.slice(3))).toEqual([[1.5, 2.5, 0.75], [1, 3.75, 1.75], [2, 1.25, 1.25]]);
});

test("the gradient with the shortcut is the one without it, and 1 in the middle", () => {
  // The middle sees its four neighbours' gates, of which those above and to the right are open: a quarter each of w1's 1 and −1.
  const [, gradients = ""] = text.split("of x + F(x)\n");
  const rows = gradients.split("\n").slice(0, 3).map((line) => line.replaceAll("−", "-").match(/-?\d\.\d\d/g)?.map(Number));
  expect(rows.map((row) => row?.slice(0, 3))).toEqual([[0, 0.25, -0.25], [0, 0, 0.25], [0, 0, 0]]);
  expect(rows.map((row) => row?.slice(3))).toEqual([[0, 0.25, -0.25], [0, 1, 0.25], [0, 0, 0]]);
});

test("0.1 and 1.1, to the depth's power", () => {
  for (const [depth, alone, withShortcut] of [[1, 0.1, 1.1], [4, 1e-4, 1.4641], [8, 1e-8, 2.1436]] as const) {
    const row = text.split("\n").find((line) => new RegExp(`^ +${depth} `).test(line))?.trim().split(/ +/).map(Number);
    expect(row?.[1]).toBeCloseTo(alone, 8);
    expect(row?.[2]).toBeCloseTo(withShortcut, 4);
  }
});
