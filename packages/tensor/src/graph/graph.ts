// The symbolic graph: names on arrays, and the steps that make one from another.
// No numbers but the parameters, no GPU types: a graph can be compiled for a GPU (program.ts),
// interpreted (devices/interpreter.ts) or rewritten (fuse.ts).
import { GraphError } from "./errors.ts";
import { parameterOf, type Numbers, type Parameter } from "./parameter.ts";

/** Axis lengths, outermost first. Images and feature maps are [N, H, W, C]. */
export type Shape = readonly number[];

/** f32: one float per element. u8: bytes, the last axis a multiple of four (RGBA pixels). */
export type ElementType = "f32" | "u8";

/** An array as a program reads and writes it: floats, or bytes of pixels. */
export type Data = Float32Array | Uint8Array;

/** What a step may be given: an array, or numbers known beforehand. */
export type Operand = Data | Parameter;

/** A name on an array: what a step reads and writes. Compared by identity. */
export interface Value {
  readonly name: string;
  readonly shape: Shape;
  readonly type: ElementType;
}

/** What varies one op from step to step: stride, padding, … An op says which: ConvAttributes, PoolAttributes. */
export type Constants = Readonly<Record<string, number>>;

/** Of an op that needs nothing but shapes. */
export type NoAttributes = Readonly<Record<string, never>>;

/**
 * One use of an op in a graph.
 * @typeParam Attributes what its op is told beside the shapes
 */
export interface Step<Attributes extends Constants = Constants> {
  readonly op: Op;
  readonly constants: Attributes;
  readonly inputs: readonly Value[];
  readonly output: Value;
}

/** What an op asks of a GPU for one step. */
export interface Kernel {
  /** The shader's text. Bindings: 0 … n−1 the step's inputs (read), n the output; then, if there are any, the sizes. */
  readonly wgsl: string;
  /** What bindings 0 … n−1 hold, where that is not simply the step's inputs. */
  readonly reads?: readonly Value[];
  /** Values of its `override` constants: part of the compiled pipeline. */
  readonly constants: Constants;
  /** Fields of its `var<uniform> sizes`, by name: data, so that pictures of different sizes share one pipeline. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Workgroups to dispatch along x, y, z. */
  readonly workgroups: readonly [number, number, number];
}

/** One kind of computation: its shader and its reference. */
export interface Op<Attributes extends Constants = Constants> {
  readonly name: string;
  kernel(step: Step<Attributes>): Kernel;
  /** The same result in plain TypeScript: fallback and test oracle. Returns a new array of the output's length. */
  reference(step: Step<Attributes>, inputs: readonly Data[]): Data;
  /**
   * Appends the steps that carry a gradient backwards: given ∂/∂output, ∂/∂input for every input, undefined where none is
   * wanted (a parameter). Absent where the op has no derivative. See adjoint.ts.
   */
  adjoint?(step: Step<Attributes>, gradient: Value, context: AdjointContext): readonly (Value | undefined)[];
}

/** Where an op's adjoint appends its steps, and under which name. */
export interface AdjointContext {
  readonly graph: Graph;
  /** Unique to the step: a name for what its adjoint appends, or the beginning of several. */
  readonly name: string;
  /** How a gradient passes a ReLU, given the ReLU's output: mathematics, or guided backpropagation. */
  readonly relu: (graph: Graph, name: string, gradient: Value, output: Value) => Value;
}

/**
 * Number of elements of a shape.
 * @example
 * ```ts
 * import { elements } from "@camlucida/tensor";
 *
 * elements([1, 7, 7, 512]); // → 25088
 * ```
 */
export const elements = (shape: Shape): number => shape.reduce((product, length) => product * length, 1);

/**
 * The inputs, parameters and steps of a computation. It holds no numbers but the parameters' own.
 * @example
 * ```ts
 * import { Graph, linear, relu } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const image = graph.input("image", [1, 2]);
 * const weight = graph.parameter("weight", [2, 3], Float32Array.of(1, 2, 3, 4, 5, 6));
 * const bias = graph.parameter("bias", [3], Float32Array.of(0, 0, -20));
 * const output = relu(graph, "output", linear(graph, "product", image, weight, bias));
 *
 * const program = await device.compile(graph, [output]);
 * (await program.run({ image: Float32Array.of(1, 2) }))["output"]; // → Float32Array.of(9, 12, 0)
 * program.dispose();
 * ```
 */
export class Graph {
  readonly inputs: Value[] = [];
  /** [shape of the Value], row-major */
  readonly parameters = new Map<Value, Parameter>();
  readonly steps: Step[] = [];
  readonly #names = new Set<string>();

  /** The same inputs with other steps: what a rewriting pass returns. Values keep their identity. */
  static rewritten(original: Graph, steps: readonly Step[], parameters: ReadonlyMap<Value, Parameter>): Graph {
    const graph = new Graph();
    graph.inputs.push(...original.inputs);
    graph.steps.push(...steps);
    const read = new Set(steps.flatMap((step) => step.inputs));
    for (const [value, parameter] of parameters) if (read.has(value)) graph.parameters.set(value, parameter);
    for (const value of [...graph.inputs, ...graph.parameters.keys(), ...steps.map((step) => step.output)]) graph.#names.add(value.name);
    return graph;
  }

  /** An array that the caller supplies at every run. */
  input(name: string, shape: Shape, type: ElementType = "f32"): Value {
    const value = this.#value(name, shape, type);
    this.inputs.push(value);
    return value;
  }

  /** An array known beforehand: a weight, a bias. */
  parameter(name: string, shape: Shape, numbers: Float32Array | Numbers | Parameter): Value {
    if (numbers.length !== elements(shape)) {
      throw new GraphError("graph-shape", `graph: parameter "${name}" holds ${numbers.length} numbers; [${shape.join(", ")}] needs ${elements(shape)}.`);
    }
    const value = this.#value(name, shape, "f32");
    this.parameters.set(value, "forms" in numbers ? numbers : parameterOf(numbers));
    return value;
  }

  /** The array that `op` makes of `inputs`. */
  step(op: Op<NoAttributes>, name: string, inputs: readonly Value[], shape: Shape): Value;
  step<Attributes extends Constants>(op: Op<Attributes>, name: string, inputs: readonly Value[], shape: Shape, constants: Attributes, type?: ElementType): Value;
  step(op: Op, name: string, inputs: readonly Value[], shape: Shape, constants: Constants = {}, type: ElementType = "f32"): Value {
    const output = this.#value(name, shape, type);
    this.steps.push({ op, constants, inputs, output });
    return output;
  }

  #value(name: string, shape: Shape, type: ElementType): Value {
    if (this.#names.has(name)) throw new GraphError("graph-name", `graph: two values are named "${name}"; every name must be unique.`);
    if (!shape.every((length) => Number.isInteger(length) && length > 0)) {
      throw new GraphError("graph-shape", `graph: "${name}" would be [${shape.join(", ")}]; every axis needs a positive whole length. Is the input too small for the network?`);
    }
    this.#names.add(name);
    return { name, shape, type };
  }
}

/**
 * The steps that `outputs` depend on, in order. What nobody asks for is not computed.
 * @example
 * ```ts
 * import { Graph, relu, softmax, stepsFor } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const input = graph.input("input", [1, 4]);
 * const [positive] = [relu(graph, "positive", input), softmax(graph, "share", input)];
 * stepsFor(graph.steps, [positive]).map(({ output }) => output.name); // → ["positive"]
 * ```
 */
export function stepsFor(steps: readonly Step[], outputs: readonly Value[]): Step[] {
  const wanted = new Set(outputs);
  const kept: Step[] = [];
  for (const step of steps.toReversed()) {
    if (!wanted.has(step.output)) continue;
    kept.push(step);
    step.inputs.forEach((value) => wanted.add(value));
  }
  return kept.toReversed();
}

/** @throws GraphError "input" for one that is missing or has the wrong length. */
export function inputFor(value: Value, inputs: Readonly<Record<string, Data>>): Data {
  const data = inputs[value.name];
  if (data?.length !== elements(value.shape)) {
    throw new GraphError("input", `graph: input "${value.name}" [${value.shape.join(", ")}] needs ${elements(value.shape)} numbers; ${data ? `${data.length} were given` : "none were given"}.`);
  }
  return data;
}
