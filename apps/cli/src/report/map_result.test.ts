import { expect, test } from "vitest";
import { statementOn } from "./map_result.ts";

const asked = { compat: undefined, view: "signed" } as const;
const codeOf = (values: readonly number[], options: Parameters<typeof statementOn>[2] = asked): string | undefined =>
  statementOn({ method: "cam", values: Float32Array.from(values) }, true, options)?.code;

test("what makes no picture is said, by a code and in words", () => {
  expect([[-1, 2], [0, 0], [3, 3], [-1, -2], [1, NaN], [Infinity, 1]].map((values) => codeOf(values)))
    .toEqual([undefined, "map-zero", "map-flat", undefined, "map-not-finite", "map-not-finite"]);
  expect(codeOf([-1, -2], { ...asked, view: "positive" })).toBe("map-never-positive");
});

test("of other systems' maps", () => {
  expect([[0, 1], [0, 0], [0, NaN]].map((values) => codeOf(values, { ...asked, compat: "torch-cam" }))).toEqual([undefined, "map-zero", "map-not-finite"]);
  expect([[-2, -1], [2, 2], [-3e38, 3e38]].map((values) => codeOf(values, { ...asked, compat: "article" }))).toEqual([undefined, "map-flat", "map-not-finite"]);
});

test("a map of no class names none", () => {
  const messages = [[0, 0], [2, 2]].map((values) => statementOn({ method: "cam", values: Float32Array.from(values) }, false, asked)?.message);
  expect(messages).toEqual(["the map is zero everywhere", "the map is the same everywhere (2): no place stands out"]);
  expect(statementOn({ method: "cam", values: Float32Array.of(-1, -2) }, false, { ...asked, view: "positive" })?.message).toBe("the map is positive nowhere");
});
