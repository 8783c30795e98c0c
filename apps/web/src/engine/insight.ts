// The network layer by layer, for those who want to see how it comes to its answer: nothing fused, every value kept, each
// convolution by its plain kernel, so that what is shown beside each other was computed alike.
import { logitOf, type Network, unfusedGraph, type UnfusedGraph } from "@camlucida/cam";
import { add, adjoint, compile, type Device, elements, Graph, isWebGpu, numbersOf, type Program, stepsFor, type Value } from "@camlucida/tensor";
import { alone } from "./alone.ts";
import { EngineError } from "./calls.ts";
import { runShader } from "./run_shader.ts";
import type { ReaderShader, ShaderRun } from "./shader_protocol.ts";

export interface Insight {
  look(input: Float32Array): Promise<void>;
  /** @throws EngineError "layer-unknown" */
  valueOf(layer: string): Promise<Float32Array>;
  /** @throws EngineError "parameter-unknown" */
  parameterOf(name: string): Float32Array;
  /**
   * ∂(logit)/∂(what each layer made), of the image that was looked at.
   * @param layers "image": the input. @throws EngineError "layer-unknown"; GraphError "class-unknown", "no-adjoint"
   */
  gradientsOf(classIndex: number, layers: readonly string[]): Promise<readonly Float32Array[]>;
  /** The logits with `by` added to one number of what a layer made. @throws EngineError "layer-unknown", "number-unknown" */
  changed(layer: string, index: number, by: number): Promise<Float32Array>;
  /** @throws EngineError "no-gpu", "layer-unknown", "shader-endless", "shader-hangs"; DeviceError "device-lost" */
  runShader(layer: string, shader: ReaderShader): Promise<ShaderRun>;
  /** Medians. ms, in the order of the layers */
  times(): Promise<readonly number[]>;
  dispose(): void;
}

const ROUNDS = 5;

/** @throws DeviceError "out-of-memory", "device-lost" */
export async function openInsight({ graph: whole, device, classes }: Network): Promise<Insight> {
  const unfused = unfusedGraph(whole);
  const { graph, image } = unfused;
  const { logits } = whole.forward;
  const inspection = await device.inspect(graph);
  const layerNamed = valuesOf(unfused, whole.layers);
  const parameters = new Map([...graph.parameters].map(([value, parameter]) => [value.name, parameter]));
  const programs = keptPrograms(device);
  let seen = new Float32Array();
  return {
    look: async (input) => {
      await inspection.run({ [image.name]: input });
      seen = input.slice();
    },
    valueOf: async (layer) => inspection.valueOf(layerNamed(layer)),
    parameterOf: (name) => {
      const parameter = parameters.get(name);
      if (!parameter) throw new EngineError("parameter-unknown", `engine: no layer of this network has numbers called "${name}". Choose a name of a layer's parameters.`);
      return numbersOf(parameter).slice();
    },
    gradientsOf: async (classIndex, layers) => {
      const values = layers.map(layerNamed);
      const weights = logitOf(classIndex, classes);
      const { program, seed, gradients } = await programs.gradients.of(layers.join("\n"), () => gradientGraph(graph, logits, values));
      const found = await program.run({ [image.name]: seen, [seed.name]: weights });
      return gradients.map(({ name }) => alone(found[name] as Float32Array));
    },
    changed: async (layer, index, by) => {
      const value = layerNamed(layer);
      const length = elements(value.shape);
      if (!Number.isInteger(index) || index < 0 || index >= length) throw new EngineError("number-unknown", `engine: "${layer}" has no number ${index}; expected 0 … ${length - 1}.`);
      const { program, change, outputs: [output] } = await programs.changes.of(layer, () => changedGraph(graph, logits, value));
      const found = await program.run({ [image.name]: seen, [change.name]: new Float32Array(length).fill(by, index, index + 1) });
      return alone(found[output.name] as Float32Array);
    },
    runShader: async (layer, shader) => {
      if (!isWebGpu(device)) throw new EngineError("no-gpu", `engine: ${device.name} runs no shaders: WGSL is for GPUs, and here the same steps are WebAssembly. Choose the GPU, where there is one.`);
      const value = layerNamed(layer);
      const step = graph.steps.find(({ output }) => output === value);
      if (!step) throw new EngineError("layer-unknown", `engine: no shader makes "${layer}". Choose a layer of the network's list.`);
      return runShader({ gpu: device.gpu, network: whole, step, image: seen, valueOf: inspection.valueOf }, shader);
    },
    times: async () => (await inspection.times(ROUNDS)).map(({ milliseconds }) => milliseconds.toSorted((a, b) => a - b)[milliseconds.length >> 1] ?? 0),
    dispose: () => {
      inspection.dispose();
      programs.gradients.dispose();
      programs.changes.dispose();
    },
  };
}

/** By name what a layer makes; "image" for the input, whatever the file calls it. @param layers that maps can be asked of */
export function valuesOf({ graph, image }: UnfusedGraph, layers: ReadonlyMap<string, Value>): (name: string) => Value {
  const values = new Map([["image", image], ...layers, ...[image, ...graph.steps.map(({ output }) => output)].map((value): [string, Value] => [value.name, value])]);
  return (name) => {
    const value = values.get(name);
    if (!value) throw new EngineError("layer-unknown", `engine: there is no layer "${name}" in this network. Choose one of its list.`);
    return value;
  };
}

/** A graph to be compiled for these outputs, with whatever of it is asked for by name. */
interface ToCompile {
  readonly graph: Graph;
  readonly outputs: readonly Value[];
}

/** Of a question that is asked again and again the program; of each kind the last one. */
const keptPrograms = (device: Device) => ({ gradients: keepLast<ReturnType<typeof gradientGraph>>(device), changes: keepLast<ReturnType<typeof changedGraph>>(device) });

/** Compiles what `make` describes, unless the last one had the same key. */
export function keepLast<T extends ToCompile>(device: Device): { of(key: string, make: () => T): Promise<T & { readonly program: Program }>; dispose(): void } {
  let last: { readonly key: string; readonly made: T & { readonly program: Program } } | undefined;
  return {
    of: async (key, make) => {
      if (last?.key === key) return last.made;
      const description = make();
      const program = await compiledAsDrawn(device, description);
      last?.made.program.dispose();
      last = { key, made: { ...description, program } };
      return last.made;
    },
    dispose: () => {
      last?.made.program.dispose();
      last = undefined;
    },
  };
}

/** With each convolution as the graph has it, whatever would be faster: as an inspection computes it. */
const compiledAsDrawn = (device: Device, { graph, outputs }: ToCompile): Promise<Program> => (isWebGpu(device) ? compile(device.gpu, graph, outputs) : device.compile(graph, outputs));

/** With the steps that carry the gradient of ⟨seed, logits⟩ back to these values. */
function gradientGraph(graph: Graph, logits: Value, values: readonly Value[]) {
  const both = Graph.rewritten(graph, graph.steps, graph.parameters);
  const seed = both.input("seed of a gradient", logits.shape);
  const gradients = adjoint(both, logits, seed, values);
  return { graph: both, outputs: [...new Set(gradients)], seed, gradients };
}

/** With a change added to a value, which everything behind it reads in its place. */
function changedGraph(graph: Graph, logits: Value, value: Value) {
  const both = Graph.rewritten(graph, graph.steps, graph.parameters);
  const change = both.input("change", value.shape);
  const changed = add(both, "changed", value, change);
  const place = graph.steps.findIndex(({ output }) => output === value) + 1; // 0: the image
  const behind = graph.steps.slice(place).map((step) => ({ ...step, inputs: step.inputs.map((input) => (input === value ? changed : input)) }));
  const output = value === logits ? changed : logits;
  const steps = stepsFor([...graph.steps.slice(0, place), ...both.steps.slice(-1), ...behind], [output]);
  return { graph: Graph.rewritten(both, steps, both.parameters), outputs: [output] as const, change };
}
