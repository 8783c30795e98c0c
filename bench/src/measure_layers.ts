// The fused network on the GPU, step by step: time, work and share of what the adapter can do at most, the roofline model.
// Source  Williams, Waterman, Patterson 2009, "Roofline: an insightful visual performance model", doi:10.1145/1498765.1498785.
import copyWgsl from "../../packages/tensor/lab/ceiling_copy.wgsl" with { type: "text" };
import multiplyAddWgsl from "../../packages/tensor/lab/ceiling_multiply_add.wgsl" with { type: "text" };
import {
  type AlgorithmSelector, chooseAlgorithms, compile, type Gpu, Graph, heuristic, type Op, openGpu, profile, type Value, workOf,
} from "../../packages/tensor/src/index.ts";
import { seeded } from "../../packages/tensor/src/testing/seeded.ts";
import type { ModelName } from "./contender.ts";
import { imageOf, networkOf } from "./network.ts";
import { largestDifference, machineOf, median } from "./reports/case.ts";
import type { LayerReport } from "./reports/layer_report.ts";

/** @throws DeviceError where there is no GPU */
export async function measureLayers(model: ModelName, batch: number, rounds: number): Promise<LayerReport> {
  const gpu = await openGpu();
  try {
    return await measureLayersOn(gpu, model, batch, rounds, heuristic);
  } finally {
    gpu.dispose();
  }
}

/** On an adapter that is open. */
export async function measureLayersOn(gpu: Gpu, model: ModelName, batch: number, rounds: number, algorithms: AlgorithmSelector): Promise<LayerReport> {
  const { graph, image, logits } = networkOf(model, batch);
  const before = await measureCeiling(gpu);
  const times = await profile(gpu, chooseAlgorithms(graph, algorithms, gpu.device.limits.maxStorageBufferBindingSize), [logits], { [image.name]: imageOf(batch) }, rounds);
  const after = await measureCeiling(gpu);
  const best = { gigabytes: Math.max(before.gigabytes, after.gigabytes), gigaflops: Math.max(before.gigaflops, after.gigaflops) };
  const steps = times.map(({ step, milliseconds }) => ({ step: step.output.name, kernel: step.op.name, shape: step.output.shape, ...workOf(step), times: milliseconds }));
  return { model, batch, date: new Date().toISOString(), machine: await machineOf("Deno"), ceiling: best, steps };
}

/** What an adapter can do at most, by two small kernels: bytes moved and multiply-adds done. */
interface Ceiling {
  readonly gigabytes: number; //  per second, read and written together
  readonly gigaflops: number; // per second, a multiply-add counts two
}

const COPIED = 1 << 22; // vec4f: 64 MB in, 64 MB out
const REGISTERS = 1 << 16; // vec4f, each with eight sums
const OPERATIONS = 2 * 8 * 4 * 2; // in a turn of an invocation
const TURNS = [64, 1024, 16_384]; // few are enough for a processor, and too short to be timed on a large GPU
const ENOUGH = 5; // ms
const ROUNDS = 9;

const copyOp: Op = {
  name: "ceiling_copy",
  kernel: () => ({ wgsl: copyWgsl, constants: {}, workgroups: [COPIED / 256, 1, 1] }),
  reference: (_, [input]) => (input as Float32Array).slice(),
};

const multiplyAddOp: Op = {
  name: "ceiling_multiply_add",
  kernel: ({ constants }) => ({ wgsl: multiplyAddWgsl, constants: { TURNS: constants["turns"] ?? 0 }, workgroups: [REGISTERS / 64, 1, 1] }),
  // After some turns every sum is the limit of s ← x·s + x, which is x / (1 − x).
  reference: (_, [input]) => (input as Float32Array).map((x) => 8 * (x / (1 - x))),
};

/** @throws Error where a kernel's result is wrong: then its speed means nothing */
async function measureCeiling(gpu: Gpu): Promise<Ceiling> {
  const copying = await timeOf(gpu, copyOp, COPIED, {});
  for (const turns of TURNS) {
    const time = await timeOf(gpu, multiplyAddOp, REGISTERS, { turns });
    if (time >= ENOUGH || turns === TURNS.at(-1)) return { gigabytes: (2 * 16 * COPIED) / copying / 1e6, gigaflops: (REGISTERS * OPERATIONS * turns) / time / 1e6 };
  }
  throw new Error("unreachable: the last number of turns returns");
}

/** @returns ms: the median of the rounds */
async function timeOf(gpu: Gpu, op: Op, quads: number, constants: Readonly<Record<string, number>>): Promise<number> {
  const graph = new Graph();
  const input = graph.input("input", [quads, 4]);
  const output = graph.step(op, "output", [input], input.shape, constants);
  const data = seeded(3, quads * 4, 0.2).map((x) => 0.25 + x);
  await check(gpu, graph, output, data);
  const [step] = await profile(gpu, graph, [output], { input: data }, ROUNDS);
  return median(step?.milliseconds ?? []);
}

async function check(gpu: Gpu, graph: Graph, output: Value, data: Float32Array): Promise<void> {
  const program = await compile(gpu, graph, [output]);
  const found = (await program.run({ input: data }))["output"] as Float32Array;
  program.dispose();
  const [step] = graph.steps;
  const difference = step ? largestDifference(found, step.op.reference(step, [data]) as Float32Array) : NaN;
  if (!(difference < 1e-5)) throw new Error(`${step?.op.name} gives wrong numbers on ${gpu.report.name}: ${difference} of the largest value.`);
}
