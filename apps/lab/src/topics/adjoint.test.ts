import { expect, test } from "vitest";
import { adjoint } from "./adjoint.ts";

const text = await adjoint.worked();

test("the numbers are those that one gets by hand", () => {
  // c(0, 1) = 2 + 1 + 3 − 2·0 − 0.5; the mean of a is 27.5/9, and the logit 0.9 of it and 0.2 more.
  expect(text).toContain("−3.5   5.5  −2.5");
  expect(text).toContain("p = mean of a = 3.0556      logit = 0.9 p + 0.2 = 2.9500");
  // Pixel (1, 1) reaches the open sums (0, 1), (1, 0), (1, 2) and (2, 1) by 1 each, and its own, which is shut: 4 · 0.1, and 0.1 by the shortcut.
  const row = text.split("\n").find((line) => line.startsWith("−0.1")) ?? "";
  expect(row.replaceAll("−", "-").match(/-?\d+\.\d/g)?.map(Number)).toEqual([-0.1, 0.4, -0.2, 0.1, 0.1, 0.1, 0, 0.5, -0.1, 0, 0.5, -0.1]);
});

test("the gradient is what differences say", () => {
  const [, difference = ""] = /at most (\S+)/.exec(text) ?? [];
  // Two float32 logits of 3, each within 2⁻²³, over 2h = 2⁻⁵: 8e-6.
  expect(Number(difference)).toBeLessThan(1e-5);
});

test("a step that turns a gate, and one below float32's digits, are told", async () => {
  let said = "";
  for await (const part of adjoint.here?.(["--pixel", "1,1"]) ?? []) said += `${part}\n`;
  const rows = [...said.matchAll(/^([\d.]+) +([\d.]+) +(\S+)$/gm)].map(([, h, , difference]) => [Number(h), Number(difference)] as const);
  const at = new Map(rows);
  // At x − 4 the sum c(1, 1) = −4.5 has become 3.5, and its gate is open.
  expect(at.get(4)).toBeGreaterThan(0.05);
  expect(at.get(1)).toBeLessThan(1e-6);
  expect(at.get(1e-6)).toBeGreaterThan(0.01);
});
