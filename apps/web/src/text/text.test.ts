import { methods } from "@camlucida/cam";
import { expect, test } from "vitest";
import { english } from "./en.ts";
import { japanese } from "./ja.ts";

/** Every text with the way to it. */
const leaves = (value: unknown, path = ""): [string, unknown][] =>
  typeof value === "object" && value !== null ? Object.entries(value).flatMap(([name, inner]) => leaves(inner, `${path}.${name}`)) : [[path, value]];

test("every text is there in both languages, and is another", () => {
  const [own, other] = [new Map(leaves(english)), new Map(leaves(japanese))];
  expect([...other.keys()]).toEqual([...own.keys()]);
  const same = [...own].filter(([path, text]) => typeof text === "string" && other.get(path) === text).map(([path]) => path);
  expect(same).toEqual([".model.devices.gpu", ".model.devices.cpu"]); // names
});

test("every method is explained in Japanese too", () => {
  for (const method of methods) expect(japanese.view.methodUse(method)).not.toBe(method.use);
});

test("of every method it is said what a value of its map is", () => {
  const said = methods.filter(({ name }) => name !== "cam").flatMap(({ name }) => [english, japanese].map(({ cell }) => cell.means(name)));
  expect(new Set(said).size).toBe(2 * (methods.length - 1));
  expect(said).not.toContain("");
});

test("one class is no classes", () => {
  expect([1, 2].map((classes) => english.model.facts("my", "resnet18", classes))).toEqual(["my · resnet18 · 1 class", "my · resnet18 · 2 classes"]);
});

test("threads are counted in Japanese too, and a GPU's name is left alone", () => {
  const { deviceName } = japanese.model;
  expect(["WebAssembly, relaxed SIMD, 2 threads", "WebAssembly, SIMD, one thread", "llvmpipe (LLVM 15.0.6, 256 bits)"].map(deviceName))
    .toEqual(["WebAssembly, relaxed SIMD、2 スレッド", "WebAssembly, SIMD、1 スレッド", "llvmpipe (LLVM 15.0.6, 256 bits)"]);
});
