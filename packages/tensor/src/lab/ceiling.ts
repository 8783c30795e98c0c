// What an adapter can do at most, by two small kernels: bytes moved and multiply-adds done. The roofline's two roofs.
// Source  Williams, Waterman, Patterson 2009, "Roofline: an insightful visual performance model", doi:10.1145/1498765.1498785.
import { Graph, type Data, type Op, type Value } from "../graph/graph.ts";
import type { Gpu } from "../devices/webgpu/gpu.ts";
import { profile } from "../devices/webgpu/profile.ts";
import { compile } from "../devices/webgpu/program.ts";
import { seeded } from "../testing/seeded.ts";
import copyWgsl from "../../lab/ceiling_copy.wgsl" with { type: "text" };
import multiplyAddWgsl from "../../lab/ceiling_multiply_add.wgsl" with { type: "text" };

/** Per second, at most. */
export interface Ceiling {
  readonly gigabytes: number; // read and written together
  readonly gigaflops: number; // a multiply-add counts two
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

/** How long a graph's steps take, ms, once they have run often enough to be sure. */
export type Timer = (gpu: Gpu, graph: Graph, output: Value, inputs: Readonly<Record<string, Data>>, rounds: number) => Promise<number>;

/** The median of the rounds, by the GPU's clock. */
const byClock: Timer = async (gpu, graph, output, inputs, rounds) => {
  const steps = await profile(gpu, graph, [output], inputs, rounds);
  const totals = Array.from({ length: rounds }, (_, round) => steps.reduce((sum, { milliseconds }) => sum + (milliseconds[round] ?? NaN), 0));
  return totals.toSorted((a, b) => a - b)[rounds >> 1] ?? NaN;
};

/** @throws Error where a kernel's result is wrong: then its speed means nothing */
export async function measureCeiling(gpu: Gpu, timer = byClock): Promise<Ceiling> {
  const copying = await timeOf(gpu, timer, copyOp, COPIED, {});
  for (const turns of TURNS) {
    const time = await timeOf(gpu, timer, multiplyAddOp, REGISTERS, { turns });
    if (time >= ENOUGH || turns === TURNS.at(-1)) return { gigabytes: (2 * 16 * COPIED) / copying / 1e6, gigaflops: (REGISTERS * OPERATIONS * turns) / time / 1e6 };
  }
  throw new Error("unreachable: the last number of turns returns");
}

/** ms */
async function timeOf(gpu: Gpu, timer: Timer, op: Op, quads: number, constants: Readonly<Record<string, number>>): Promise<number> {
  const graph = new Graph();
  const input = graph.input("input", [quads, 4]);
  const output = graph.step(op, "output", [input], input.shape, constants);
  const data = seeded(3, quads * 4, 0.2).map((x) => 0.25 + x);
  await check(gpu, graph, output, data);
  return timer(gpu, graph, output, { input: data }, ROUNDS);
}

async function check(gpu: Gpu, graph: Graph, output: Value, data: Float32Array): Promise<void> {
  const program = await compile(gpu, graph, [output]);
  const found = (await program.run({ input: data }))["output"] as Float32Array;
  program.dispose();
  const [step] = graph.steps;
  const expected = step?.op.reference(step, [data]) as Float32Array;
  const largest = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const agrees = found.every((x, at) => Math.abs(x - (expected[at] as number)) < 1e-5 * largest);
  if (!agrees) throw new Error(`${step?.op.name} gives wrong numbers on ${gpu.report.name}.`);
}
