// Elementary functions of single numbers that networks compute beside their activations: eˣ, ln x, √x, xᵖ, |x|, erf. Shader elementary.wgsl.
//
//   e^x  g·y        ln x  g/x        √x  g/(2y)        x^p  g·p·x^(p−1)        |x|  g·sign x        erf x  g·2/√π·e^(−x²)
import { GraphError } from "../../graph/errors.ts";
import type { AdjointContext, Graph, Op, Step, Value } from "../../graph/graph.ts";
import { constantIn } from "../../graph/shader_text.ts";
import { lastAxis } from "../../graph/shapes.ts";
import { errorFunction } from "../activation/activation_functions.ts";
import { divide, multiply } from "../arithmetic/arithmetic.ts";
import { reluAdjoint } from "../relu/relu.ts";
import { elementwise } from "../shared/grid.ts";
import wgsl from "./elementary.wgsl" with { type: "text" };

/** Which function, by its number in the shader, and the exponent of a power. */
export type ElementaryAttributes = { readonly function: number; readonly exponent: number };

const functions = {
  EXP: Math.exp,
  LOG: Math.log,
  SQRT: Math.sqrt,
  POW: Math.pow,
  ABS: Math.abs,
  SIGN: Math.sign,
  ERF: errorFunction,
  ERF_SLOPE: (x: number) => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x),
} as const satisfies Record<string, (x: number, exponent: number) => number>;

type FunctionName = keyof typeof functions;

const numbers = Object.fromEntries(Object.keys(functions).map((name) => [name, constantIn(wgsl, name)])) as Record<FunctionName, number>;
const nameOf = (number: number): FunctionName => (Object.keys(functions) as FunctionName[]).find((name) => numbers[name] === number) as FunctionName;

type Flow = (step: Step<ElementaryAttributes>, input: Value, gradient: Value, context: AdjointContext) => Value;

const slopes: Partial<Record<FunctionName, Flow>> = {
  EXP: ({ output }, _, gradient, { graph, name }) => multiply(graph, name, gradient, output),
  LOG: (_, input, gradient, { graph, name }) => divide(graph, name, gradient, input),
  SQRT: ({ output }, _, gradient, { graph, name }) => divide(graph, name, gradient, multiply(graph, `${name} (twice)`, output, 2)),
  POW: ({ constants: { exponent } }, input, gradient, { graph, name }) => {
    const less = elementary(graph, `${name} (power)`, input, "POW", exponent - 1);
    return multiply(graph, name, gradient, multiply(graph, `${name} (slope)`, less, exponent));
  },
  ABS: (_, input, gradient, { graph, name }) => multiply(graph, name, gradient, elementary(graph, `${name} (sign)`, input, "SIGN")),
  ERF: (_, input, gradient, { graph, name }) => multiply(graph, name, gradient, elementary(graph, `${name} (slope)`, input, "ERF_SLOPE")),
};

const elementaryOp: Op<ElementaryAttributes> = {
  name: "elementary",
  kernel: ({ output, constants }) =>
    elementwise(wgsl, output, { FUNCTION: constants.function, EXPONENT: constants.exponent, CHANNELS: lastAxis(output) }),
  reference: ({ constants }, [input]: [Float32Array]) => {
    const f = functions[nameOf(constants.function)];
    return input.map((x) => f(x, constants.exponent));
  },
  adjoint: (step, gradient, context) => {
    const flow = slopes[nameOf(step.constants.function)]; // a sign's is zero
    if (context.relu === reluAdjoint || !flow) return [flow?.(step, step.inputs[0] as Value, gradient, context)];
    throw new GraphError(
      "no-guided-gradient",
      `graph: "${step.output.name}" is made by ${nameOf(step.constants.function).toLowerCase()}, and guided backpropagation is defined for ReLUs; choose a method that takes the gradient itself, such as Grad-CAM.`,
    );
  },
};

const elementary = (graph: Graph, name: string, input: Value, called: FunctionName, exponent = 0): Value =>
  graph.step(elementaryOp, name, [input], input.shape, { function: numbers[called], exponent });

/**
 * eˣ of any shape.
 * @example
 * ```ts
 * import { exponential, Graph, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = exponential(graph, "output", graph.input("input", [2]));
 * runByReferences(graph, [output], { input: Float32Array.of(0, -1000) }); // → { output: Float32Array.of(1, 0) }
 * ```
 */
export const exponential = (graph: Graph, name: string, input: Value): Value => elementary(graph, name, input, "EXP");

/**
 * ln x of any shape; NaN where x is negative.
 * @example
 * ```ts
 * import { Graph, logarithm, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = logarithm(graph, "output", graph.input("input", [1]));
 * runByReferences(graph, [output], { input: Float32Array.of(1) }); // → { output: Float32Array.of(0) }
 * ```
 */
export const logarithm = (graph: Graph, name: string, input: Value): Value => elementary(graph, name, input, "LOG");

/**
 * √x of any shape; NaN where x is negative.
 * @example
 * ```ts
 * import { Graph, runByReferences, squareRoot } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = squareRoot(graph, "output", graph.input("input", [2]));
 * runByReferences(graph, [output], { input: Float32Array.of(9, 0.25) }); // → { output: Float32Array.of(3, 0.5) }
 * ```
 */
export const squareRoot = (graph: Graph, name: string, input: Value): Value => elementary(graph, name, input, "SQRT");

/**
 * xᵖ of any shape. Of a whole p up to ±16 x may be negative on every device; of others it makes NaN.
 * @example
 * ```ts
 * import { Graph, power, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = power(graph, "output", graph.input("input", [2]), 3);
 * runByReferences(graph, [output], { input: Float32Array.of(-2, 3) }); // → { output: Float32Array.of(-8, 27) }
 * ```
 */
export const power = (graph: Graph, name: string, input: Value, exponent: number): Value => elementary(graph, name, input, "POW", exponent);

/**
 * |x| of any shape. Its derivative at 0 is 0.
 * @example
 * ```ts
 * import { absolute, Graph, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = absolute(graph, "output", graph.input("input", [2]));
 * runByReferences(graph, [output], { input: Float32Array.of(-2, 3) }); // → { output: Float32Array.of(2, 3) }
 * ```
 */
export const absolute = (graph: Graph, name: string, input: Value): Value => elementary(graph, name, input, "ABS");

/**
 * erf x of any shape. On a GPU within 3e-7 of it: see elementary.wgsl.
 * @example
 * ```ts
 * import { erf, Graph, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = erf(graph, "output", graph.input("input", [2]));
 * runByReferences(graph, [output], { input: Float32Array.of(0, 100) }); // → { output: Float32Array.of(0, 1) }
 * ```
 */
export const erf = (graph: Graph, name: string, input: Value): Value => elementary(graph, name, input, "ERF");

/**
 * −1, 0 or 1 by the sign of x, of any shape. It has no derivative: nothing flows back.
 * @example
 * ```ts
 * import { Graph, runByReferences, sign } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = sign(graph, "output", graph.input("input", [3]));
 * runByReferences(graph, [output], { input: Float32Array.of(-2, 0, 3) }); // → { output: Float32Array.of(-1, 0, 1) }
 * ```
 */
export const sign = (graph: Graph, name: string, input: Value): Value => elementary(graph, name, input, "SIGN");
