import { expect, test } from "vitest";
import { commandOf, percent, placeInWords, some } from "./words.ts";

test.each<[number | null, number, string]>([[0.914, 1, "91.4%"], [1, 1, "100%"], [0, 1, "0%"], [0.9999, 1, "> 99.9%"], [0.00001, 1, "< 0.1%"], [0.999, 0, "> 99%"], [0.004, 0, "< 1%"], [null, 1, "–"], [NaN, 1, "–"]])(
  "%f with %i digits is %s", (share, digits, text) => expect(percent(share, digits)).toBe(text),
);

test("one, or several, with its thousands apart", () => {
  expect([some(1, "picture"), some(0, "picture"), some(12345, "picture"), some(2, "class", "classes")]).toEqual(["1 picture", "0 pictures", "12,345 pictures", "2 classes"]);
});

test.each<[number, number, string]>([[0.9, 0.9, "the bottom right corner"], [0.1, 0.1, "the top left corner"], [0.5, 0.1, "the top third"], [0.9, 0.5, "the right third"], [0.5, 0.5, "the middle"]])(
  "%f, %f is %s", (x, y, words) => expect(placeInWords(x, y)).toBe(words),
);

test("a command is what a shell takes it for", () => {
  expect(commandOf(["my photos/", "--out", "{dir}/it's.png", "--method", "cam"])).toBe("npx camlucida 'my photos/' --out '{dir}/it'\\''s.png' --method cam");
});
