import fc from "fast-check";
import { expect, test } from "vitest";
import { LabelError, checkLabels, readLabels } from "./labels.ts";

const code = (name: string): unknown => expect.objectContaining({ code: name });

test.each([
  ["lines", "tench\ngoldfish\n"],
  ["Windows line ends, a byte order mark, blank lines at the end", "\ufefftench\r\n goldfish \r\n\r\n\n"],
  ["old Mac line ends", "tench\rgoldfish"],
  ["a JSON list", '["tench", "goldfish"]'],
  ["a JSON object by index, in any order", '{"1": "goldfish", "0": "tench"}'],
  ["ImageNet's index as Keras ships it", '{"0": ["n01440764", "tench"], "1": ["n01443537", "goldfish"]}'],
  ["torchvision's class_to_idx", '\n{"goldfish": 1, "tench": 0}\n'],
])("%s", (_, text) => expect(readLabels(text)).toEqual(["tench", "goldfish"]));

test.each([
  ["", /it is empty/],
  ["\n\n", /it is empty/],
  ["a\n\nb", /class 1 \(line 2\) is blank/],
  ['["a", 2]', /entry 1 is no text/],
  ['["a"', /starts like JSON and is not/],
  ['{"0": "a", "2": "b"}', /2 entries, and one has index 2/],
  ['{"0": "a", "00": "b"}', /index 0 appears twice/],
  ['{"a": -1}', /"a" is no index and name/],
  ['{"999999999": "a"}', /one has index 999999999/],
  ['{"0": {"name": "a"}}', /"0" is no index and name/],
])("%j is refused", (text, message) => {
  expect(() => readLabels(text, "labels.txt")).toThrow(message);
  expect(() => readLabels(text, "labels.txt")).toThrow(code("labels-malformed"));
});

test("hostile sizes are refused, and nothing is reserved for an index", () => {
  expect(() => readLabels("a\n".repeat(1_000_001))).toThrow(code("labels-too-large"));
  expect(() => readLabels("x".repeat(9 * 1024 * 1024))).toThrow(code("labels-too-large"));
});

test("random JSON and text: labels or a LabelError", () => {
  fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
    try {
      expect(readLabels(text).every((label) => label !== "")).toBe(true);
    } catch (error) {
      expect(error).toBeInstanceOf(LabelError);
    }
  }), { seed: 5, numRuns: 500 });
});

test("one label per class", () => {
  checkLabels(["a", "b"], 2);
  expect(() => checkLabels(["a", "b"], 1000)).toThrow(/2 labels were given; the model has 1000 classes/);
  expect(() => checkLabels(["a", "b"], 1000)).toThrow(code("labels-wrong-length"));
});
