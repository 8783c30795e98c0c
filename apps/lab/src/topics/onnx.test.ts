import { onnxNetwork, readOnnx } from "@camlucida/tensor/onnx";
import { decodeFloats, expectClose, readFixture, readFixtureBytes } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { exampleSeed, logitsOf, onnx } from "./onnx.ts";
import { LabError } from "../topic.ts";

const fixtures = "../../../../packages/tensor/src/onnx/fixtures";
const text = await onnx.worked();

test("the logits are PyTorch's", async () => {
  const { files } = await readFixture<{ readonly files: Readonly<Record<string, readonly { readonly seed: number; readonly logits: string }[]>> }>(import.meta.url, `${fixtures}/reference.json`);
  const [expected] = files["flat_13"] ?? [];
  expect(expected?.seed).toBe(exampleSeed.of);
  const network = onnxNetwork(readOnnx(await readFixtureBytes(import.meta.url, `${fixtures}/flat_13.onnx`)));
  // PyTorch in float64, here every step rounded to float32: four layers of sums of at most 72 products.
  expectClose(logitsOf(network), decodeFloats(expected?.logits ?? ""), 1e-5, "logits");
});

test("ten nodes: a Flatten is no step, and the Gemm behind it reads the image as it lies", () => {
  expect(text).toContain("10 nodes");
  expect(text).toMatch(/^Flatten +no step +\[1, 72\] +\[1, 4, 3, 6\] +0 3·1·2$/m);
  expect(text).toMatch(/^Gemm +reshape, linear +\[1, 9\] +\[1, 9\] +0 1$/m);
});

test("both orders hold the same weights", () => {
  const numbersIn = (title: string): string[] => [...(text.split("\n").find((line) => line.startsWith(title)) ?? "").matchAll(/\d+: (\S+)/g)].map(([, value]) => value as string);
  expect(numbersIn("in the file").length).toBe(6);
  expect(new Set(numbersIn("in the file")).size).toBe(6);
  expect(numbersIn("here")).toEqual(numbersIn("in the file"));
  expect(text).toMatch(/in the file +0: .* 12: .* 60: /);
});

test("another file, and words that are none", async () => {
  const path = new URL(`${fixtures}/next_13.onnx`, import.meta.url).pathname;
  let said = "";
  for await (const part of onnx.here?.([path]) ?? []) said += part;
  expect(said).toMatch(/^Erf Add Mul Mul +gelu/m);
  await expect(async () => { for await (const part of onnx.here?.(["--colour"]) ?? []) said += part; }).rejects.toThrow(LabError);
});
