import { expect, test } from "vitest";
import { barAfter, barPlace, barRange } from "./Bars.tsx";
import { colourOf, imageOf, isBright, rangeOf } from "./colours.ts";
import { cellAfter } from "./grid_keys.ts";
import { decimalsFor, fixed, plain } from "./numbers.ts";
import { stretchesOf } from "./Waterfall.tsx";

const pressed = (key: string, held: Partial<KeyboardEvent> = {}) => ({ key, shiftKey: false, altKey: false, ctrlKey: false, metaKey: false, ...held });

test("arrow keys stay in a grid, Home and End go along a row, commands are the browser's", () => {
  expect(cellAfter(pressed("ArrowRight"), { y: 1, x: 1 }, 3, 3)).toEqual({ y: 1, x: 2 });
  expect(cellAfter(pressed("ArrowRight"), { y: 1, x: 2 }, 3, 3)).toEqual({ y: 1, x: 2 });
  expect(cellAfter(pressed("ArrowUp"), { y: 0, x: 2 }, 3, 3)).toEqual({ y: 0, x: 2 });
  expect(cellAfter(pressed("ArrowDown", { shiftKey: true }), { y: 0, x: 0 }, 32, 32)).toEqual({ y: 4, x: 0 });
  expect(cellAfter(pressed("End"), { y: 2, x: 0 }, 3, 5)).toEqual({ y: 2, x: 4 });
  expect(cellAfter(pressed("Home"), { y: 2, x: 3 }, 3, 5)).toEqual({ y: 2, x: 0 });
  expect(cellAfter(pressed("ArrowDown"), undefined, 3, 3)).toEqual({ y: 0, x: 0 });
  expect(cellAfter(pressed("ArrowLeft", { altKey: true }), { y: 1, x: 1 }, 3, 3)).toBeUndefined();
  expect(cellAfter(pressed("a"), { y: 1, x: 1 }, 3, 3)).toBeUndefined();
});

test("signed colours are of equal strength around zero, grey ones reach from the lowest to the highest", () => {
  expect(rangeOf([-1, 0, 3], "signed")).toEqual({ low: -3, high: 3 });
  expect(rangeOf([-1, 0, 3], "grey")).toEqual({ low: -1, high: 3 });
  expect(rangeOf([NaN, Infinity], "grey")).toEqual({ low: 0, high: 0 });
  const range = { low: -2, high: 2 };
  expect(colourOf(0, range, "signed")).toEqual([247, 247, 247]);
  expect(colourOf(2, range, "signed")).toEqual([224, 110, 20]);
  expect(colourOf(-9, range, "signed")).toEqual([33, 102, 172]);
  expect(colourOf(1, { low: 0, high: 4 }, "grey")).toEqual([64, 64, 64]);
  expect(colourOf(NaN, range, "grey")).toEqual([247, 247, 247]);
  expect([...imageOf([0, 1], 1, 2, "grey").data]).toEqual([0, 0, 0, 255, 255, 255, 255, 255]);
});

/** By WCAG 2. */
function contrast(a: readonly number[], b: readonly number[]): number {
  const luminance = (colour: readonly number[]): number => {
    const [red = 0, green = 0, blue = 0] = colour.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((one, other) => one - other);
  return (high + 0.05) / (low + 0.05);
}

test("a number can be read on every colour that it may stand on", () => {
  const range = { low: -1, high: 1 };
  for (const colours of ["signed", "grey"] as const) for (let value = -1; value <= 1; value += 1 / 64) {
    const ground = colourOf(value, range, colours);
    expect(contrast(ground, isBright(ground) ? [0, 0, 0] : [255, 255, 255])).toBeGreaterThan(4.5);
  }
});

test("bars begin at a common zero", () => {
  expect(barRange([{ name: "a", value: 3 }, { name: "b", value: -1 }, { name: "c", value: NaN }])).toEqual([-1, 3]);
  expect(barRange([{ name: "a", value: 3 }])).toEqual([0, 3]);
  expect(barPlace(3, -1, 3)).toEqual({ left: "25%", width: "75%" });
  expect(barPlace(-1, -1, 3)).toEqual({ left: "0%", width: "25%" });
  expect(barPlace(0, 0, 0)).toEqual({ left: "0%", width: "0%" });
});

test("arrow keys go from bar to bar and stay among them", () => {
  expect(["ArrowDown", "ArrowUp", "Home", "End", "x"].map((key) => barAfter(pressed(key), 1, 3))).toEqual([2, 0, 0, 2, undefined]);
  expect(barAfter(pressed("ArrowDown"), 2, 3)).toBe(2);
  expect(barAfter(pressed("ArrowDown"), undefined, 3)).toBe(0);
  expect(barAfter(pressed("ArrowDown"), undefined, 0)).toBeUndefined();
});

test("numbers have a true minus sign, and zero has none", () => {
  expect([1.005, -0.25, -0.001, 0, NaN, -Infinity].map((value) => fixed(value, 2))).toEqual(["1.00", "−0.25", "0.00", "0.00", "–", "−∞"]);
  expect([1234.5678, 12.345678, 0.012345678, -0.5, 0, 1.5e-7, 3e9].map((value) => plain(value))).toEqual(["1235", "12.35", "0.01235", "−0.5000", "0", "1.500e−7", "3.000e+9"]);
});

test("a grid has as many decimals as its largest number needs", () => {
  expect([[-111.8, 0.1], [1.17], [0.17, -0.02], [0.0025], [0], [NaN, 20]].map((values) => decimalsFor(values))).toEqual([0, 2, 3, 5, 0, 1]);
  expect(decimalsFor([0.17], 2)).toBe(2);
});

test("terms of a sum begin where the one before ended", () => {
  expect(stretchesOf([])).toEqual([]);
  expect(stretchesOf([{ name: "a", value: 2 }, { name: "b", value: -3 }, { name: "c", value: 0.5 }])).toEqual([{ from: 0, to: 2 }, { from: 2, to: -1 }, { from: -1, to: -0.5 }]);
});
