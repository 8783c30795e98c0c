// A shader of the reader's in place of a layer's own: the layer is computed by it of what the layers before have made, timed, held
// against the layer's reference, and the network goes on with what it made.
import type { ForwardGraph } from "@camlucida/cam";
import {
  compile, compilerMessages, type CompilerMessage, type Data, DeviceError, elements, type Gpu, Graph, type ConvStep, type Kernel, numbersOf, type Op, profile, type Step, stepsFor, type Value,
} from "@camlucida/tensor";
import { rungOp } from "@camlucida/tensor/lab";
import { alone } from "./alone.ts";
import { EngineError } from "./calls.ts";
import { guarded, MOST_TURNS } from "./loop_guard.ts";
import type { ReaderShader, ShaderRun } from "./shader_protocol.ts";

/** What it is run on. */
export interface ShaderPlace {
  readonly gpu: Gpu;
  readonly network: ForwardGraph;
  readonly step: Step;
  readonly image: Float32Array; // that was looked at
  /** What a layer made of it. */
  valueOf(value: Value): Promise<Float32Array>;
}

/** No shader that ends takes so long. Browsers give a GPU that does not answer up after some ten seconds. */
const LONGEST = 15_000; // ms

/**
 * @throws EngineError "shader-endless" before it is run, "shader-hangs" for what could not be known beforehand; DeviceError "device-lost"
 */
export async function runShader(place: ShaderPlace, { wgsl, like }: ReaderShader): Promise<ShaderRun> {
  const { gpu, step } = place;
  const text = wgsl ?? step.op.kernel(step).wgsl;
  const kernelOf = like === "rung" ? rungKernel : layerKernel;
  const messages = await compilerMessages(gpu, text);
  if (messages.some(({ kind }) => kind === "error")) return { compiled: false, messages };
  const op = { ...step.op, kernel: (own: Step) => kernelOf(step.op, own, text) };
  const layer = partOf(place.network.unfused, [{ ...step, op }], step.inputs, [step.output]);
  const operands = await Promise.all(step.inputs.map((value) => operandOf(place, value)));
  const inputs = Object.fromEntries(step.inputs.map(({ name }, at): [string, Data] => [name, operands[at] as Data]));
  try {
    if (wgsl !== undefined) await requireEnd(place, text, kernelOf, inputs);
    const { values, milliseconds } = await measured(gpu, layer, inputs);
    const expected = step.op.reference(step, operands);
    return { compiled: true, messages, values, milliseconds, ...comparison(values, expected), prediction: await goOn(place, values) };
  } catch (error) {
    if ((error instanceof DeviceError && error.code === "shader") || error instanceof TextError) return { compiled: false, messages: [...messages, wholeText(error)] };
    throw error;
  }
}

const layerKernel = (op: Op, step: Step, wgsl: string): Kernel => withText(op.kernel(step), wgsl);

/** A text that does not state what it is dispatched by. */
class TextError extends Error {}

/** As a rung of the lab's: an invocation computes PIXELS × CHANNELS of the output. */
function rungKernel(_: Op, step: Step, wgsl: string): Kernel {
  try {
    return withText(rungOp("of the reader", wgsl).kernel(step as ConvStep), wgsl);
  } catch (cause) {
    throw new TextError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** A kernel with another text. What that does not declare it is not given: an `override` and a field of its sizes may go. */
function withText({ constants, sizes, ...kernel }: Kernel, wgsl: string): Kernel {
  const named = (name: string): RegExp => new RegExp(`\\b${name.replaceAll(/[A-Z]/g, (letter) => `_?${letter}`)}\\b`, "i");
  const declared = Object.fromEntries(Object.entries(constants).filter(([name]) => new RegExp(`\\boverride\\s+${name}\\b`).test(wgsl)));
  const body = /struct Sizes\s*\{([^}]*)\}/.exec(wgsl)?.[1];
  const fields = sizes && body !== undefined ? Object.fromEntries(Object.entries(sizes).filter(([name]) => named(name).test(body))) : undefined;
  return { ...kernel, wgsl, constants: declared, ...(fields && { sizes: fields }) };
}

/**
 * Runs it once with its loops counted. One whose invocations wait for each other cannot be counted so, and is trusted.
 * @throws EngineError "shader-endless"
 */
async function requireEnd({ gpu, network, step }: ShaderPlace, wgsl: string, kernelOf: typeof layerKernel, inputs: Readonly<Record<string, Data>>): Promise<void> {
  const text = guarded(wgsl);
  if (text === undefined || (await compilerMessages(gpu, text)).some(({ kind }) => kind === "error")) return;
  const op = { ...step.op, kernel: (own: Step) => kernelOf(step.op, { ...own, output: step.output }, text) };
  const quads = Math.ceil((step.output.shape.at(-1) ?? 1) / 4);
  const rows = elements(step.output.shape.slice(0, -1));
  const longer = { ...step.output, shape: [1, 4 * (rows * quads + 1)] }; // as it lies on the GPU, and a quad for the guard
  const { graph, outputs } = partOf(network.unfused, [{ ...step, op, output: longer }], step.inputs, [longer]);
  const program = await compile(gpu, graph, outputs);
  try {
    const found = await withinLimit(program.run(inputs));
    if (found[longer.name]?.subarray(-4).some((mark) => mark !== 0)) throw new EngineError("shader-endless", `engine: after ${MOST_TURNS} turns the shader's loops had not ended. Does the condition of each become false?`);
  } finally {
    program.dispose();
  }
}

/** Of the reference and of the shader: parameters as they are known, all else as it was computed. */
async function operandOf({ network: { unfused }, valueOf }: ShaderPlace, value: Value): Promise<Float32Array> {
  const parameter = unfused.parameters.get(value);
  return parameter ? numbersOf(parameter) : valueOf(value);
}

interface Part {
  readonly graph: Graph;
  readonly outputs: readonly Value[];
}

/** Some steps of a graph as a graph of their own, in which `given` values are inputs but where they are parameters. */
function partOf(whole: Graph, steps: readonly Step[], given: readonly Value[], outputs: readonly Value[]): Part {
  const graph = new Graph();
  const copies = new Map<Value, Value>();
  const bring = (value: Value): Value => {
    const parameter = whole.parameters.get(value);
    const copy = copies.get(value) ?? (parameter ? graph.parameter(value.name, value.shape, parameter) : graph.input(value.name, value.shape, value.type));
    copies.set(value, copy);
    return copy;
  };
  given.forEach(bring);
  for (const { op, inputs, output, constants } of steps) copies.set(output, graph.step(op, output.name, inputs.map(bring), output.shape, constants, output.type));
  return { graph, outputs: outputs.map(bring) };
}

/** One run for its values, and some more for their time. */
async function measured(gpu: Gpu, { graph, outputs }: Part, inputs: Readonly<Record<string, Data>>): Promise<{ readonly values: Float32Array; readonly milliseconds: number }> {
  const program = await compile(gpu, graph, outputs);
  try {
    const began = performance.now();
    const found = await withinLimit(program.run(inputs));
    const rounds = performance.now() - began < 500 ? 5 : 1;
    const [times] = await withinLimit(profile(gpu, graph, outputs, inputs, rounds));
    const sorted = times?.milliseconds.toSorted((a, b) => a - b) ?? [];
    return { values: alone(found[(outputs[0] as Value).name] as Float32Array), milliseconds: sorted[sorted.length >> 1] ?? NaN };
  } finally {
    program.dispose();
  }
}

/** The network's answer with these values in the place of the layer's own. */
async function goOn({ gpu, network, step, image }: ShaderPlace, values: Float32Array): Promise<Extract<ShaderRun, { compiled: true }>["prediction"]> {
  const { unfused, forward: { logits, features, classMaps } } = network;
  const wanted = classMaps ? [logits, classMaps] : [logits];
  const steps = stepsFor(unfused.steps.filter((some) => some !== step), wanted);
  const { graph, outputs } = partOf(unfused, steps, [step.output], wanted);
  const program = await compile(gpu, graph, outputs);
  try {
    const found = await program.run({ [network.image.name]: image, [step.output.name]: values });
    const [, mapHeight = 0, mapWidth = 0] = features.shape;
    return { logits: alone(found[logits.name] as Float32Array), classMaps: classMaps ? alone(found[classMaps.name] as Float32Array) : new Float32Array(), mapWidth, mapHeight };
  } finally {
    program.dispose();
  }
}

/** @returns by how much the two differ at most, and the largest that was expected; NaN where one is no number */
function comparison(values: Float32Array, expected: Data): { readonly difference: number; readonly largest: number } {
  let [difference, largest] = [0, 0];
  for (let at = 0; at < values.length; at++) {
    difference = Math.max(difference, Math.abs((values[at] as number) - (expected[at] as number)));
    largest = Math.max(largest, Math.abs(expected[at] as number));
  }
  return { difference, largest };
}

/** @throws EngineError "shader-hangs" */
async function withinLimit<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new EngineError("shader-hangs", `engine: the shader has not ended within ${LONGEST / 1000} s. The GPU was given up, and the CPU goes on. Mend the shader and reload the page.`)), LONGEST);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** What is wrong beyond its text: no `main`, other bindings than the layer has. */
function wholeText({ message, cause }: Error): CompilerMessage {
  return { kind: "error", line: 0, column: 0, length: 0, message: cause instanceof Error ? cause.message : message };
}
