// A graph run in phases: first what every image needs, then, as often as it is asked for, what reads it: the forward pass, and gradients
// of whatever is explained. What a later phase reads and an earlier one makes stays where it is made in between.
import { GraphError } from "./errors.ts";
import { stepsFor, type Graph, type Step, type Value } from "./graph.ts";
import type { Parameter } from "./parameter.ts";

/** The steps of one phase, in order. */
export interface Phase {
  readonly steps: readonly Step[];
  readonly outputs: readonly Value[];
  /** Inputs that it reads and no earlier phase has read. */
  readonly inputs: readonly Value[];
}

export interface Phases {
  readonly phases: readonly Phase[];
  /** Values that must survive: outputs, and whatever a later phase reads. */
  readonly kept: ReadonlySet<Value>;
}

/** @param outputs the Values that each phase answers with, first phase first */
export function phasesOf(graph: Graph, outputs: readonly (readonly Value[])[]): Phases {
  const made = new Set<Value>();
  const seen = new Set<Value>(); // inputs that an earlier phase has read
  const kept = new Set(outputs.flat());
  const phases = outputs.map((wanted) => {
    const steps = stepsFor(graph.steps, wanted).filter(({ output }) => !made.has(output));
    const read = new Set([...steps.flatMap((step) => step.inputs), ...wanted]);
    read.forEach((value) => { if (made.has(value)) kept.add(value); });
    const inputs = graph.inputs.filter((value) => read.has(value) && !seen.has(value));
    inputs.forEach((value) => seen.add(value));
    steps.forEach(({ output }) => made.add(output));
    return { steps, outputs: wanted, inputs };
  });
  return { phases, kept };
}

/** Every parameter that a step reads or a phase answers with, once. */
export function parametersOf({ parameters }: Graph, { phases, kept }: Phases): [Value, Parameter][] {
  const used = new Set([...phases.flatMap(({ steps }) => steps).flatMap((step) => step.inputs), ...kept]);
  return [...parameters].filter(([value]) => used.has(value));
}

/** Refuses a phase of a run that would read what no phase has written yet. */
export function inOrder<A, R>(run: (at: number, argument: A) => Promise<R>): (at: number, argument: A) => Promise<R> {
  let ran = 1; // the first has
  return async (at, argument) => {
    if (at > ran) throw new GraphError("phase", `graph: phase ${at + 1} reads what phase ${ran + 1} computes, which has not run. Run it first.`);
    const results = await run(at, argument);
    ran = Math.max(ran, at + 1);
    return results;
  };
}
