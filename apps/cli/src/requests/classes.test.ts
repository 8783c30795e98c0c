import { expect, test } from "vitest";
import { chooseClasses, resolveClass } from "./classes.ts";

const labels = ["tench", "tabby", "tiger cat", "Egyptian cat", "crane", "crane", "Siamese cat", "Crab_apple", "crab", "café"];
const find = (text: string): unknown => resolveClass({ kind: "label", text }, labels);
const code = (name: string): unknown => expect.objectContaining({ code: name });

test.each([
  ["Egyptian cat", 3],
  ["egyptian CAT", 3],
  ["egypt", 3], // a part
  ["crab", 8], // exact wins over a part of "Crab_apple"
  ["crab apple", 7], // underscores count as spaces
  ["cafe\u0301", 9], // the accent as a character of its own
])("%s is class %i", (text, index) => expect(find(text)).toEqual({ kind: "index", index }));

test("whole words come before parts of words", () => {
  const animals = ["oystercatcher", "polecat", "tiger cat", "catamaran", "bobcat"];
  const among = (text: string): unknown => resolveClass({ kind: "label", text }, animals);
  expect(among("cat")).toEqual({ kind: "index", index: 2 });
  expect(among("catama")).toEqual({ kind: "index", index: 3 });
  expect(() => among("ca")).toThrow(/fits 5 classes/);
  expect(resolveClass({ kind: "label", text: "cafe\u0301" }, ["cafés", "café au lait"])).toEqual({ kind: "index", index: 1 });
});

test("several candidates are listed", () => {
  expect(() => find("cat")).toThrow(/"cat" fits 3 classes: 2 tiger cat, 3 Egyptian cat, 6 Siamese cat\./);
  expect(() => find("crane")).toThrow(/4 crane, 5 crane.*or the index/);
  expect(() => find("cat")).toThrow(code("class-ambiguous"));
  const many = Array.from({ length: 20 }, (_, i) => `cat ${i}`);
  expect(() => resolveClass({ kind: "label", text: "cat" }, many)).toThrow(/7 cat 7 and 12 more/);
});

test("no candidate: did you mean", () => {
  expect(() => find("egiptian")).toThrow(/no label holds "egiptian"\. Did you mean "Egyptian cat"\?/);
  expect(() => find("tabyb")).toThrow(/Did you mean "tabby"\?/);
  expect(() => find("tench, tabby")).toThrow(/Several classes are written without a space: --class tabby,lynx\./);
  expect(() => find("locomotive")).toThrow(/Give a class index/);
  expect(() => find("x".repeat(100_000))).toThrow(code("class-unknown"));
});

test("indices and counts are held against the model", () => {
  expect(resolveClass({ kind: "index", index: 9 }, labels)).toEqual({ kind: "index", index: 9 });
  expect(() => resolveClass({ kind: "index", index: 10 }, labels)).toThrow(/no class 10: the model has 10, from 0 to 9/);
  expect(resolveClass({ kind: "top", count: 50 }, labels)).toEqual({ kind: "top", count: 10 });
});

test("classes are drawn once each, in the order asked for", () => {
  const ranking = [3, 1, 2, 0];
  expect(chooseClasses([{ kind: "top", count: 2 }, { kind: "index", index: 0 }, { kind: "index", index: 3 }], ranking)).toEqual([3, 1, 0]);
});
