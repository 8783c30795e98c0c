import { expect, test } from "vitest";
import { convSimd } from "../ops/conv.simd.ts";
import { linearSimd } from "../ops/linear.simd.ts";
import { seeded } from "../testing/seeded.ts";
import { canShare } from "./threads.ts";
import { openSimd, simdModules, type Simd } from "./simd.ts";

const opened = (): Simd => openSimd() as Simd;

test("plain SIMD is everywhere, relaxed SIMD is preferred", () => {
  expect(openSimd({ modules: simdModules.slice(1) })?.name).toBe("WebAssembly, SIMD, one thread");
  expect(simdModules.map(({ name }) => `${name}, one thread`)).toContain(openSimd()?.name);
});

test("a machine that accepts no module has none", () => {
  expect(openSimd({ modules: [{ name: "nonsense", code: btoa("not a module"), shared: "" }] })).toBeUndefined();
});

test("keeps what is made of a constant once, each form by itself, and past every workspace", () => {
  const simd = opened();
  const weight = Float32Array.of(1, 2, 3);
  const first = simd.keep(weight, "doubled", () => weight.map((x) => 2 * x));
  const [scratch = 0] = simd.workspace([1_000_000]);
  simd.floats(scratch, 1_000_000).fill(7);
  const second = simd.keep(weight, "negated", () => weight.map((x) => -x));
  expect(simd.keep(weight, "doubled", () => { throw new Error("made twice"); })).toBe(first);
  expect([...simd.floats(first, 3), ...simd.floats(second, 3)]).toEqual([2, 4, 6, -1, -2, -3]);
});

test("a workspace is zeros, its arrays apart", () => {
  const simd = opened();
  for (const address of simd.workspace([5, 9])) simd.floats(address, 5).fill(1);
  const [first = 0, second = 0] = simd.workspace([5, 9]);
  expect([...simd.floats(first, 5), ...simd.floats(second, 9)]).toEqual(Array.from({ length: 14 }, () => 0));
  expect(second - first).toBeGreaterThanOrEqual(20);
});

test("names what has no room", () => {
  expect(() => opened().workspace([2 ** 31])).toThrow(expect.objectContaining({ code: "out-of-memory" }) as Error);
});

test("leaves weights that may change, and groups, to the references", () => {
  const value = (name: string, shape: readonly number[]) => ({ name, shape, type: "f32" as const });
  const step = (groups: number) => ({
    op: { name: "conv" } as never, inputs: [value("image", [1, 1, 1, 1]), value("weight", [1, 1, 1, 1])], output: value("out", [1, 1, 1, 1]),
    constants: { stride: 1, padding: 0, dilation: 1, groups, relu: 0 },
  });
  const simd = opened();
  const one = Float32Array.of(3);
  expect(convSimd(step(1), one, one, one, undefined, simd)).toBeUndefined();
  simd.know([one]);
  expect(convSimd(step(2), one, one, one, undefined, simd)).toBeUndefined();
  expect(convSimd(step(1), one, one, one, undefined, simd)).toEqual(Float32Array.of(12));
});

test.skipIf(!canShare())("threads give what one gives, from the first call on, however many join in", async () => {
  const simd = openSimd({ threads: 3 }) as Simd;
  expect(simd.name).toMatch(/, 3 threads$/);
  const [rows, depth, channels] = [37, 50, 19];
  const [input, weight, bias] = [seeded(1, rows * depth), seeded(2, depth * channels), seeded(3, channels)];
  const one = opened();
  [one, simd].forEach((each) => each.know([weight]));
  const expected = linearSimd(input, weight, bias, one);
  const begun = performance.now();
  for (let call = 0; call < 100 || performance.now() - begun < 500; call++) {
    expect(linearSimd(input, weight, bias, simd)).toEqual(expected);
    await new Promise((resolve) => setTimeout(resolve, 1)); // a browser starts threads between tasks
  }
  simd.dispose();
});

test.skipIf(!("process" in globalThis))("the committed modules are what their source compiles to", async () => {
  const { readFile } = await import("node:fs/promises");
  const { assembled } = (await import(/* @vite-ignore */ new URL("assemble.mjs", import.meta.url).href)) as { assembled(): Promise<string> };
  expect(await readFile(new URL("module.wasm.ts", import.meta.url), "utf8")).toBe(await assembled());
});
