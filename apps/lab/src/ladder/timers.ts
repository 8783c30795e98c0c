// How long a graph's steps take on a GPU, though other work runs beside it.
import { profile, type Gpu } from "@camlucida/tensor";
import type { Timer } from "@camlucida/tensor/lab";
import { cpus } from "node:os";
import process from "node:process";
import { least } from "./layer.ts";

/** By the GPU's own clock; by processor time where a processor imitates one, as that costs nothing while others have the processor. */
export const timerOf = ({ report: { kind } }: Gpu): Timer => (kind === "software" ? byProcessor : byClock);

/** The fastest of the rounds: whatever else the machine does makes none faster. */
export const byClock: Timer = async (gpu, graph, output, inputs, rounds) => {
  const steps = await profile(gpu, graph, [output], inputs, rounds);
  return least(Array.from({ length: rounds }, (_, round) => steps.reduce((sum, { milliseconds }) => sum + (milliseconds[round] ?? NaN), 0)));
};

/**
 * What all threads of this process take, shared among the cores that they would have: of so many rounds more than one, so that what is
 * done once does not count.
 */
const byProcessor: Timer = async (gpu, graph, output, inputs, rounds) => {
  const timeOf = async (count: number): Promise<number> => {
    const began = processorTime();
    await profile(gpu, graph, [output], inputs, count);
    return processorTime() - began;
  };
  const first = (await timeOf(1)) / cpus().length; // compiled, and its weights are packed; at least a round
  const more = Math.max(1, Math.min(4 * rounds, Math.ceil(ENOUGH / first)));
  const pairs: number[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    const once = await timeOf(1);
    pairs.push((await timeOf(1 + more)) - once);
  }
  return Math.max(least(pairs), TICK) / more / cpus().length;
};

const PAIRS = 2;
const TICK = 1e-3; // ms: what is shorter than the clock's tick was lost in what is done once
const ENOUGH = 400; // ms: what is measured in all, at most, of kernels that take long by themselves

/** ms */
export function processorTime(): number {
  const { user, system } = process.cpuUsage(); // µs
  return (user + system) / 1e3;
}
