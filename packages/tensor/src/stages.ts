// One graph computed in stages: a later stage reads what earlier ones left and may run again without them.
// First the forward pass, then a gradient per class: the image goes through the network once.
// A pure function over the graph, so that it is testable without a GPU.
import { GraphError } from "./errors.ts";
import { stepsFor, type Data, type Graph, type Step, type Value } from "./graph.ts";

export interface Stage {
  /** What this stage computes, in order: nothing that an earlier one has computed. */
  readonly steps: readonly Step[];
  readonly outputs: readonly Value[];
  /** The graph's inputs that no earlier stage has read: what a run of this stage must be given. */
  readonly inputs: readonly Value[];
}

export interface Staged {
  readonly stages: readonly Stage[];
  /** Values that must survive: outputs, and whatever a later stage reads. */
  readonly kept: ReadonlySet<Value>;
}

/** A graph ready to run in stages, each of which may run again as long as the ones before it have run once. */
export interface StagedProgram {
  /** One for each list of outputs; a stage is given the inputs that no earlier stage has read. */
  readonly stages: readonly ((inputs: Readonly<Record<string, Data>>) => Promise<Record<string, Data>>)[];
  readonly bytes: number; // of GPU memory held
  /**
   * Names of parameters that hold NaN or an infinity, looked for on a GPU: WGSL does not promise to hand such numbers on, and
   * max(NaN, 0) may be 0, so that a broken network gives harmless numbers. On the CPU they show in the results.
   */
  readonly notFinite: readonly string[];
  dispose(): void;
}

/** @param outputs the Values that each stage answers with, first stage first */
export function stagesOf(graph: Graph, outputs: readonly (readonly Value[])[]): Staged {
  const made = new Set<Value>();
  const seen = new Set<Value>(); // inputs that an earlier stage has read
  const kept = new Set(outputs.flat());
  const stages = outputs.map((wanted) => {
    const steps = stepsFor(graph.steps, wanted).filter(({ output }) => !made.has(output));
    const read = new Set([...steps.flatMap((step) => step.inputs), ...wanted]);
    read.forEach((value) => { if (made.has(value)) kept.add(value); });
    const inputs = graph.inputs.filter((value) => read.has(value) && !seen.has(value));
    inputs.forEach((value) => seen.add(value));
    steps.forEach(({ output }) => made.add(output));
    return { steps, outputs: wanted, inputs };
  });
  return { stages, kept };
}

/** Refuses a stage that would read what no stage has written yet. */
export function inOrder<A, R>(stages: readonly ((argument: A) => Promise<R>)[]): ((argument: A) => Promise<R>)[] {
  let ran = 0;
  return stages.map((stage, at) => async (argument) => {
    if (at > ran) throw new GraphError("stage", `graph: stage ${at + 1} reads what stage ${ran + 1} computes, which has not run. Run it first.`);
    const results = await stage(argument);
    ran = Math.max(ran, at + 1);
    return results;
  });
}
