// The ladder of shaders on one adapter: all rungs in turn, round by round, so that whatever slows the machine down meets them all.
//
// Predicted from the first rung, which does nothing but read: it shows how many numbers the adapter reads in a second. A step takes the
// longest of three: reading its numbers at that rate, doing its multiply-adds at the ceiling, moving its arrays once at the ceiling.
import { compile, Graph, profile, workOf, type Gpu, type Step, type Value } from "@camlucida/tensor";
import { measureCeiling, onRung, rungs, type Ceiling, type Rung } from "@camlucida/tensor/lab";
import { nameOf } from "../here/devices.ts";
import { caseOf, median, relativeDifference, type Ladder, type Layer, type LayerCase, type MeasuredRung } from "./layer.ts";

interface RungSteps {
  readonly rung: Rung;
  readonly output: Value;
  readonly steps: readonly Step[];
}

/** @param numbers of the rungs that are asked for; the first is measured in any case */
export async function gpuLadder(gpu: Gpu, layer: Layer, numbers: readonly number[], rounds: number): Promise<Ladder> {
  const asked = caseOf(layer);
  const chosen = rungs.filter(({ number }) => number === 1 || numbers.includes(number));
  const { graph, ways } = together(asked, chosen);
  const outputs = ways.map(({ output }) => output);
  const program = await compile(gpu, graph, outputs);
  const found = await program.run({ image: asked.numbers.image });
  program.dispose();
  const ceiling = await measureCeiling(gpu);
  const profiled = await profile(gpu, graph, outputs, { image: asked.numbers.image }, rounds);
  const times = ways.map(({ steps }) => {
    const own = profiled.filter(({ step }) => steps.some(({ output }) => output === step.output));
    return median(Array.from({ length: rounds }, (_, round) => own.reduce((sum, { milliseconds }) => sum + (milliseconds[round] as number), 0)));
  });
  const rate = readingRate(ways[0], times[0], asked.operations);
  const rows = ways.map(({ rung, steps, output }, at): MeasuredRung => ({
    ...named(rung), milliseconds: times[at] as number, operations: asked.operations, done: steps.reduce((sum, step) => sum + operationsOf(step, asked), 0),
    predicted: rung.number === 1 ? undefined : steps.reduce((sum, step) => sum + timeFor(step, rung, asked, ceiling, rate), 0),
    difference: relativeDifference(found[output.name] as Float32Array, asked.expected),
  }));
  return { machine: nameOf(gpu), layer, ceiling: ceiling.gigaflops, rows: rows.filter(({ number }) => numbers.includes(number)) };
}

const named = ({ number, name, file }: Rung): Pick<MeasuredRung, "number" | "name" | "file"> => ({ number, name, file });

/** All rungs' steps in one graph over the same image and weights. */
function together({ graph, output, step }: LayerCase, chosen: readonly Rung[]): { readonly graph: Graph; readonly ways: readonly RungSteps[] } {
  const parameters = new Map(graph.parameters);
  const ways = chosen.map((rung): RungSteps => {
    const own = { ...output, name: `rung ${rung.number}` };
    const one = onRung(rung, Graph.rewritten(graph, [{ ...step, output: own }], graph.parameters));
    for (const [value, parameter] of one.parameters) parameters.set(value, parameter);
    return { rung, output: own, steps: one.steps };
  });
  return { graph: Graph.rewritten(graph, ways.flatMap(({ steps }) => steps), parameters), ways };
}

/** A multiply-add counts two. The lab's own shaders do what the definition says. */
const operationsOf = (step: Step, { operations }: LayerCase): number => (step.op.name.startsWith("rung, ") ? operations : workOf(step).operations);

/** Numbers a millisecond. */
const readingRate = (first: RungSteps | undefined, milliseconds = NaN, operations: number): number => ((first?.rung.reads ?? NaN) * (operations / 2)) / milliseconds;

/** ms */
function timeFor(step: Step, rung: Rung, asked: LayerCase, { gigaflops, gigabytes }: Ceiling, rate: number): number {
  const operations = operationsOf(step, asked);
  return Math.max((rung.reads * (operations / 2)) / rate, operations / gigaflops / 1e6, workOf(step).bytes / gigabytes / 1e6);
}
