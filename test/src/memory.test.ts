// What a process holds: neither passes nor programs pile up in its memory, and a refusal of the driver leaves nothing behind.
// A software adapter keeps its buffers in the process itself, where they can be counted.
import { add, compile, conv, globalAveragePool, Graph, linear, maxPool, relu, type Gpu, type Value } from "@camlucida/tensor";
import { seeded, testGpu } from "@camlucida/tensor/testing";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import process from "node:process";
import { describe, expect, test } from "vitest";

const gpu = await testGpu();
const software = gpu?.report.kind === "software";
const side = 512; // pixels
const input = { image: seeded(1, side * side * 4) };

/** Bytes. One set of buffers left behind per pass would be 860 MB after 200 passes, 215 MB after 50 programs. Measured: 2 MB. */
const slack = 50e6;

/** A network of one layer of each kind under a large image: 4.3 MB of buffers, most of them written in every pass. */
function small(): { graph: Graph; logits: Value } {
  const graph = new Graph();
  const shrunk = maxPool(graph, "shrunk", graph.input("image", [1, side, side, 4]), { kernel: 8, stride: 8 });
  const weight = graph.parameter("conv.weight", [3, 3, 4, 8], seeded(2, 288));
  const features = relu(graph, "relu", conv(graph, "conv", shrunk, weight, graph.parameter("conv.bias", [8], seeded(3, 8)), { padding: 1 }));
  const classWeights = graph.parameter("fc.weight", [8, 3], seeded(4, 24));
  const logits = linear(graph, "fc", globalAveragePool(graph, "pooled", features), classWeights, graph.parameter("fc.bias", [3], seeded(5, 3)));
  return { graph, logits };
}

/** How much the process's resident memory grows, in bytes, while `work` is done `times` times; the first 20 times warm up. */
async function growth(times: number, work: () => Promise<unknown>): Promise<number> {
  for (let i = 0; i < 20; i++) await work();
  const before = process.memoryUsage().rss;
  for (let i = 0; i < times; i++) await work();
  return process.memoryUsage().rss - before;
}

describe.skipIf(!software)("resident memory", () => {
  test("200 passes of one program do not grow it", async () => {
    const { graph, logits } = small();
    const program = await compile(gpu as Gpu, graph, [logits]);
    expect(200 * program.bytes).toBeGreaterThan(10 * slack);
    expect(await growth(200, () => program.run(input))).toBeLessThan(slack);
    program.dispose();
  });

  test("50 programs that were compiled, run once and disposed of do not grow it", async () => {
    const { graph, logits } = small();
    const once = async (): Promise<void> => {
      const program = await compile(gpu as Gpu, graph, [logits]);
      expect(50 * program.bytes).toBeGreaterThan(4 * slack);
      await program.run(input);
      program.dispose();
    };
    expect(await growth(50, once)).toBeLessThan(slack);
  });
});

/** Runs prlimit (util-linux) on this process's address space. */
const prlimit = (...options: readonly string[]) => spawnSync("prlimit", ["--pid", String(process.pid), ...options], { encoding: "utf8" });
const canLimit = software && process.platform === "linux" && prlimit("--as").status === 0;

/** This process's address space, in bytes: what was asked for, whether it has been written or not. */
const addressSpace = (): number => Number(/VmSize:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]) * 1024;

test.skipIf(!canLimit)("what the driver refuses is an error; nothing stays and the device works on", async () => {
  const mebibyte = 2 ** 20;
  const graph = new Graph();
  const shape = [32 * mebibyte / 1024, 1024]; // 128 MiB, the most that llvmpipe binds; never written
  let sum = graph.input("x 0", shape);
  for (let i = 1; i < 16; i++) sum = add(graph, `sum ${i}`, sum, graph.input(`x ${i}`, shape));

  const soft = prlimit("--as", "--output", "SOFT", "--noheadings", "--raw").stdout.trim();
  const before = addressSpace();
  prlimit(`--as=${before + 1124 * mebibyte}:`); // eight such buffers, and 100 MiB for all else
  const refused: unknown = await compile(gpu as Gpu, graph, [sum]).catch((error: unknown) => error);
  prlimit(`--as=${soft}:`);
  expect(refused).toMatchObject({ name: "DeviceError", code: "out-of-memory" });
  expect(addressSpace() - before).toBeLessThan(128 * mebibyte); // not one of the buffers is left

  const { graph: next, logits } = small();
  const program = await compile(gpu as Gpu, next, [logits]);
  expect((await program.run(input))["fc"]).toHaveLength(3);
  program.dispose();
});
