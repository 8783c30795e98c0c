// The ladder of the CPU: WebAssembly on one thread, all rungs in turn, round by round; in processor time.
//
// Predicted from the first rung, whose only sum waits for each addition to end: so many sums at a time are so many times as fast, until
// the processor begins as many instructions as it can, which is the ceiling, halved where a product and its sum are two instructions.
import { describeSimd } from "@camlucida/tensor";
import { cpuCeiling, cpuRungs, type CpuRung } from "@camlucida/tensor/lab";
import { caseOf, least, relativeDifference, type Ladder, type Layer, type MeasuredRung } from "./layer.ts";
import { processorTime } from "./timers.ts";

/** @param numbers of the rungs that are asked for; the first is measured in any case */
export function cpuLadder(layer: Layer, numbers: readonly number[], rounds: number): Ladder {
  const { step, numbers: operands, expected, operations } = caseOf(layer);
  const chosen = cpuRungs.filter(({ number }) => number === 1 || numbers.includes(number));
  const prepared = chosen.map((rung) => rung.prepare(step, operands));
  prepared.forEach((one) => one.compute()); // weights are packed, and the code is compiled
  const times = prepared.map((): number[] => []);
  for (let round = 0; round < rounds; round++) prepared.forEach((one, at) => times[at]?.push(timeOf(one.compute)));
  const ceiling = cpuCeiling(processorTime);
  const fastest = times.map(least);
  const firstSpeed = operations / (fastest[0] as number) / 1e6; // GFLOP/s
  const rows = chosen.map((rung, at): MeasuredRung => ({
    number: rung.number, name: rung.name, file: rung.file, operations, done: operations * rung.multiplyAdds,
    predicted: rung.number === 1 ? undefined : predictedFor(rung, operations, firstSpeed, ceiling),
    milliseconds: fastest[at] as number,
    difference: relativeDifference(prepared[at]?.result() ?? new Float32Array(), expected),
  }));
  return { machine: describeSimd() ?? "WebAssembly", layer, ceiling, rows: rows.filter(({ number }) => numbers.includes(number)) };
}

/** ms */
const predictedFor = ({ sums, instructions, multiplyAdds }: CpuRung, operations: number, firstSpeed: number, ceiling: number): number =>
  (operations * multiplyAdds) / Math.min(firstSpeed * sums, ceiling / instructions) / 1e6;

/** ms that this process had the processor: what others do beside it costs nothing. */
function timeOf(compute: () => void): number {
  const began = processorTime();
  compute();
  return processorTime() - began;
}
