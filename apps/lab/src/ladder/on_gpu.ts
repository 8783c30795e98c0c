// The ladder of shaders on one adapter.
//
// Predicted from the first rung, which does nothing but read: it shows how many numbers the adapter reads in a second. A step takes the
// longest of three: reading its numbers at that rate, doing its multiply-adds at the ceiling, moving its arrays once at the ceiling.
import { compile, workOf, type Gpu, type Graph, type Step } from "@camlucida/tensor";
import { measureCeiling, onRung, rungs, type Ceiling, type Rung, type Timer } from "@camlucida/tensor/lab";
import { nameOf } from "../here/devices.ts";
import { caseOf, relativeDifference, type Ladder, type Layer, type LayerCase, type MeasuredRung } from "./layer.ts";
import { timerOf } from "./timers.ts";

/** @param numbers of the rungs that are asked for; the first is measured in any case */
export async function gpuLadder(gpu: Gpu, layer: Layer, numbers: readonly number[], rounds: number, timer = timerOf(gpu)): Promise<Ladder> {
  const asked = caseOf(layer);
  const ceiling = await measureCeiling(gpu, timer);
  const rows: MeasuredRung[] = [];
  let rate = NaN; // numbers read in a millisecond
  for (const rung of rungs.filter(({ number }) => number === 1 || numbers.includes(number))) {
    const row = await measured(gpu, timer, rung, asked, ceiling, rate, rounds);
    if (rung.number === 1) rate = (rung.reads * (asked.operations / 2)) / row.milliseconds;
    rows.push(row);
  }
  return { machine: nameOf(gpu), layer, ceiling: ceiling.gigaflops, rows: rows.filter(({ number }) => numbers.includes(number)) };
}

async function measured(gpu: Gpu, timer: Timer, rung: Rung, asked: LayerCase, ceiling: Ceiling, rate: number, rounds: number): Promise<MeasuredRung> {
  const { number, name, file } = rung;
  const { output, numbers: { image }, expected, operations } = asked;
  const graph = onRung(rung, asked.graph);
  const found = await resultOf(gpu, graph, asked);
  const milliseconds = await timer(gpu, graph, output, { image }, rounds);
  return {
    number, name, file, milliseconds, operations, done: graph.steps.reduce((sum, step) => sum + operationsOf(step, asked), 0),
    predicted: number === 1 ? undefined : graph.steps.reduce((sum, step) => sum + timeFor(step, rung, asked, ceiling, rate), 0),
    difference: relativeDifference(found, expected),
  };
}

async function resultOf(gpu: Gpu, graph: Graph, { output, numbers: { image } }: LayerCase): Promise<Float32Array> {
  const program = await compile(gpu, graph, [output]);
  try {
    return (await program.run({ image }))[output.name] as Float32Array;
  } finally {
    program.dispose();
  }
}

/** A multiply-add counts two. The lab's own shaders do what the definition says. */
const operationsOf = (step: Step, { operations }: LayerCase): number => (step.op.name.startsWith("rung, ") ? operations : workOf(step).operations);

/** ms */
function timeFor(step: Step, rung: Rung, asked: LayerCase, { gigaflops, gigabytes }: Ceiling, rate: number): number {
  const operations = operationsOf(step, asked);
  return Math.max((rung.reads * (operations / 2)) / rate, operations / gigaflops / 1e6, workOf(step).bytes / gigabytes / 1e6);
}
