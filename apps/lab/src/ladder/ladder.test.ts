import { testGpu } from "@camlucida/tensor/testing";
import { readFile } from "node:fs/promises";
import { cpuRungs, rungs } from "@camlucida/tensor/lab";
import { expect, test } from "vitest";
import { LabError } from "../topic.ts";
import { ladder, ladderWords } from "./ladder.ts";
import { cpuLadder } from "./on_cpu.ts";
import { gpuLadder } from "./on_gpu.ts";
import { markdownOf, textOf } from "./table.ts";
import { byClock, processorTime } from "./timers.ts";

const gpu = await testGpu();
const small = { side: 6, channels: 16 };

/** Of the largest number: sums of 144 products; Winograd's 4×4 multiplies what is rounded by up to 8. */
const tolerance = 4e-5;

test.skipIf(!gpu)("every shader is timed, predicted and right", async () => {
  if (!gpu) return;
  const measured = await gpuLadder(gpu, small, rungs.map(({ number }) => number), 3, byClock); // so small a layer is lost in processor time
  expect(measured.rows.map(({ number }) => number)).toEqual(rungs.map(({ number }) => number));
  for (const { name, difference, milliseconds, predicted, number } of measured.rows) {
    expect(difference, name).toBeLessThan(tolerance);
    expect(milliseconds, name).toBeGreaterThan(0);
    if (number === 1) expect(predicted).toBeUndefined();
    else expect(predicted, name).toBeGreaterThan(0);
  }
  const done = new Map(measured.rows.map((row) => [row.name, row.done / row.operations]));
  expect(done.get("matrices")).toBe(1);
  expect(done.get("Winograd 2×2")).toBeCloseTo(16 / 36); // 6×6 pixels are nine tiles of 2×2
});

test("processor time goes on while this process computes, and stands while it waits", async () => {
  const began = processorTime();
  await new Promise((done) => { setTimeout(done, 200); });
  const waited = processorTime() - began;
  const start = performance.now();
  while (processorTime() - began - waited < 20) if (performance.now() - start > 60_000) throw new Error("processor time stands still");
  expect(waited).toBeLessThan(150); // of 200 ms
  expect(performance.now() - start).toBeGreaterThan(20 / 64); // of at most so many threads
});

test("one rung is measured beside the first, and told alone", () => {
  const { rows: [row, ...others], ceiling } = cpuLadder(small, [3], 3);
  expect([row?.number, row?.name, others]).toEqual([3, "tile", []]);
  expect(row?.difference).toBeLessThan(tolerance);
  expect(row?.predicted).toBeGreaterThan(0);
  expect(ceiling).toBeGreaterThan(0);
});

test("as text and as Markdown, with a link to each rung's file", async () => {
  const measured = cpuLadder(small, cpuRungs.map(({ number }) => number), 3);
  expect(textOf(measured).split("\n")).toHaveLength(3 + cpuRungs.length);
  const markdown = markdownOf(measured);
  for (const { name, file } of cpuRungs) {
    const link = new RegExp(`\\[${name}\\]\\(([^)]+)\\)`).exec(markdown)?.[1] ?? "";
    await expect(readFile(new URL(`../../../../packages/tensor/lab/${link}`, import.meta.url), "utf8"), file).resolves.toContain("//");
  }
});

test("words choose the rungs, and others are refused", async () => {
  expect(ladderWords(["conv", "3"])).toEqual({ gpu: [3], cpu: [], write: false });
  expect(ladderWords(["wasm"]).cpu).toEqual(cpuRungs.map(({ number }) => number));
  expect(ladderWords(["--write"])).toMatchObject({ write: true });
  for (const words of [["relu"], ["conv", "12"], ["conv", "1", "2"], ["conv", "--write"]]) expect(() => ladderWords(words)).toThrow(LabError);
  const texts: string[] = [];
  for await (const text of ladder(["wasm", "1"], small)) texts.push(text);
  expect(texts[0]).toContain("scalar");
  expect(texts.at(-1)).toContain("load while it was measured");
});
