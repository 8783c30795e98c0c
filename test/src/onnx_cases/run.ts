// One case on every device, against what the specification's own implementation gave.
import { CamlucidaError, type Device } from "@camlucida/tensor";
import { ofTensors, onnxCaseGraph, type FirstAxis, type OnnxCaseGraph, type OnnxResult } from "@camlucida/tensor/testing/onnx_case";
import type { StoredCase } from "./cases.ts";

/** What became of a case. */
export type CaseOutcome = { readonly refusal: string } | {
  /** How many of its inputs the network computes; the others are known, as weights and shapes are. */
  readonly computed: number;
  readonly firstAxis: FirstAxis;
  /** By device: the largest difference, as a fraction of the largest number that is expected (at least 1). */
  readonly differences: Readonly<Record<string, number>>;
};

/** Sums of at most a few hundred products in float32, and GPUs' exponentials and logarithms: see the ops' own tests. */
export const TOLERANCE = 1e-5;

export const agrees = (outcome: CaseOutcome): boolean =>
  "differences" in outcome && Object.values(outcome.differences).every((difference) => difference <= TOLERANCE);

/** Its first axis counts images, as a network's does, if it can: what joins or moves images is computed beside such an axis. */
const firstAxes: readonly FirstAxis[] = ["images", "own"];

export async function runCase(stored: StoredCase, devices: readonly Device[]): Promise<CaseOutcome> {
  const floats = [...stored.inputs].flatMap(([name, { type }]) => (type === "float" ? [name] : []));
  let refusal = "";
  // As many inputs as can be are computed: all that are float32, else the first, beside weights; of none, what is known makes what is known.
  // Operators that are computed of known numbers alone are given nothing else.
  const isKnownAlone = stored.model.nodes.every(({ op }) => !ofTensors.has(op));
  const ways = (isKnownAlone ? [[]] : [floats, floats.slice(0, 1)]).map((computed) => ({ computed }));
  for (const { computed, firstAxis } of firstAxes.flatMap((axis) => ways.map((way) => ({ ...way, firstAxis: axis })))) {
    try {
      const graph = onnxCaseGraph(stored, (name) => !computed.includes(name), firstAxis);
      const differences: Record<string, number> = {};
      for (const device of devices) differences[device.kind] = differenceOf(await resultsOn(device, graph), stored);
      return { computed: computed.length, firstAxis, differences };
    } catch (error) {
      if (!(error instanceof CamlucidaError)) throw error;
      refusal ||= error.message;
    }
  }
  return { refusal };
}

async function resultsOn(device: Device, { graph, numbers, computed, results }: OnnxCaseGraph): Promise<readonly (OnnxResult | undefined)[]> {
  const made = computed.filter((value) => !graph.inputs.includes(value));
  const found: Record<string, Float32Array> = { ...numbers };
  if (made.length > 0) {
    const program = await device.compile(graph, made);
    const read = new Set(graph.steps.flatMap(({ inputs }) => inputs.map(({ name }) => name)));
    Object.assign(found, await program.run(Object.fromEntries(Object.entries(numbers).filter(([name]) => read.has(name)))));
    program.dispose();
  }
  return results(found);
}

/** Of a node with several outputs that has but its first computed, of that. */
function differenceOf(found: readonly (OnnxResult | undefined)[], { outputs }: StoredCase): number {
  return Math.max(...outputs.map((output, at) => {
    const result = found[at];
    if (!result && at > 0) return 0;
    const expected = output.exact();
    if (!result || result.shape.join() !== output.shape.join()) return Infinity;
    const allowed = expected.reduce((largest, x) => Math.max(largest, Math.abs(x)), 1);
    return expected.reduce((worst, x, i) => {
      const difference = Object.is(result.numbers[i], x) ? 0 : Math.abs((result.numbers[i] as number) - x) / allowed;
      return Number.isNaN(difference) ? Infinity : Math.max(worst, difference);
    }, 0);
  }));
}
