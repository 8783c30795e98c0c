// Products, sums, differences and quotients with broadcasting, and their adjoints. Shaders arithmetic.wgsl and broadcast_adjoint.wgsl.
//
//   y = a·b     ∂/∂a = Σ g·b            ∂/∂b = Σ g·a            Σ over the axes along which the operand was broadcast
//   y = a/b     ∂/∂a = Σ g/b            ∂/∂b = −Σ g/b·y
import { elements, type AdjointContext, type Constants, type Graph, type Op, type Step, type Value } from "../../graph/graph.ts";
import { quads } from "../../graph/layout.ts";
import { constantIn } from "../../graph/shader_text.ts";
import { add } from "../add/add.ts";
import { reluAdjoint } from "../relu/relu.ts";
import { elementwise } from "../shared/grid.ts";
import { aligned, broadcastAdjoint, broadcastShape, offsetsOf, operandOf, type ArithmeticOperand, type Offsets } from "./broadcast.ts";
import wgsl from "./arithmetic.wgsl" with { type: "text" };

/** Which function, by its number in the shader. */
export type ArithmeticAttributes = { readonly function: number };

const functions = {
  ADD: (x: number, y: number) => x + y,
  SUBTRACT: (x: number, y: number) => x - y,
  MULTIPLY: (x: number, y: number) => x * y,
  DIVIDE: (x: number, y: number) => x / y,
  PRELU: (x: number, y: number) => (x > 0 ? x : y * x),
  PRELU_SLOPE: (x: number, y: number) => (x > 0 ? 1 : y),
} as const;

/** A function's name in the shader. */
type FunctionName = keyof typeof functions;

const numbers = Object.fromEntries(Object.keys(functions).map((name) => [name, constantIn(wgsl, name)])) as Record<FunctionName, number>;
/** The inverse of a function's number among attributes. */
export const nameOf = (number: number): FunctionName => (Object.keys(functions) as FunctionName[]).find((name) => numbers[name] === number) as FunctionName;

/** Which function a step computes. */
export const arithmeticFunction = (attributes: ArithmeticAttributes): FunctionName => nameOf(attributes.function);

type ArithmeticStep = Step<ArithmeticAttributes>;

/** a ∘ b, element by element of the output. */
function arithmeticReference({ inputs, output, constants }: ArithmeticStep, a: Float32Array, b: Float32Array): Float32Array {
  const whole = aligned(output.shape);
  const combine = functions[nameOf(constants.function)];
  const [images, positions, channels] = whole;
  const [from, and] = inputs.map(({ shape }) => offsetsOf(aligned(shape), whole, aligned(shape)[2])) as [Offsets, Offsets];
  const result = new Float32Array(elements(output.shape));
  for (let n = 0, at = 0; n < images; n++) {
    for (let p = 0; p < positions; p++) {
      const [left, right] = [n * from.image + p * from.position, n * and.image + p * and.position];
      for (let c = 0; c < channels; c++, at++) result[at] = combine(a[left + c * from.channel] as number, b[right + c * and.channel] as number);
    }
  }
  return result;
}

function shaderConstants({ inputs, output, constants }: ArithmeticStep): Constants {
  const whole = aligned(output.shape);
  const [a, b] = inputs.map(({ shape }) => offsetsOf(aligned(shape), whole, quads(aligned(shape)[2]))) as [Offsets, Offsets];
  return {
    FUNCTION: constants.function, POSITIONS: whole[1], CHANNELS: whole[2],
    A_IMAGE: a.image, A_POSITION: a.position, A_CHANNEL: a.channel, B_IMAGE: b.image, B_POSITION: b.position, B_CHANNEL: b.channel,
  };
}

type Flow = (step: ArithmeticStep & { readonly inputs: readonly [Value, Value] }, gradient: Value, context: AdjointContext) => Value;

const passed: Flow = (_, gradient) => gradient;

/** What flows back into a, and into b, before it is summed over what was broadcast. */
const adjoints: Record<Exclude<FunctionName, "PRELU_SLOPE">, readonly [Flow, Flow]> = {
  ADD: [passed, passed],
  SUBTRACT: [passed, (_, gradient, { graph, name }) => multiply(graph, `${name} (negative)`, gradient, -1)],
  MULTIPLY: [
    ({ inputs: [, b] }, gradient, { graph, name }) => multiply(graph, `${name} (by second)`, gradient, b),
    ({ inputs: [a] }, gradient, { graph, name }) => multiply(graph, `${name} (by first)`, gradient, a),
  ],
  DIVIDE: [
    ({ inputs: [, b] }, gradient, { graph, name }) => divide(graph, `${name} (over second)`, gradient, b),
    ({ inputs: [, b], output }, gradient, { graph, name }) => {
      const share = multiply(graph, `${name} (by quotient)`, gradient, output);
      return multiply(graph, `${name} (negative)`, divide(graph, `${name} (quotient over second)`, share, b), -1);
    },
  ],
  PRELU: [
    ({ inputs: [a, slope] }, gradient, { graph, name, relu }) => {
      if (relu !== reluAdjoint) return relu(graph, `${name} (relu)`, gradient, a); // as of a leaky ReLU, see activation.ts
      return multiply(graph, `${name} (by slope)`, gradient, arithmetic(graph, `${name} (slope)`, "PRELU_SLOPE", a, slope));
    },
    ({ inputs: [a] }, gradient, { graph, name }) => {
      const negative = subtract(graph, `${name} (negative part)`, a, arithmetic(graph, `${name} (positive part)`, "PRELU", a, 0));
      return multiply(graph, `${name} (by negative part)`, gradient, negative);
    },
  ],
};

export const arithmeticOp: Op<ArithmeticAttributes> = {
  name: "arithmetic",
  kernel: (step) => elementwise(wgsl, step.output, shaderConstants(step)),
  reference: (step, [a, b]: [Float32Array, Float32Array]) => arithmeticReference(step, a, b),
  adjoint: (step, gradient, context) => {
    const { graph, name } = context;
    const flows = adjoints[nameOf(step.constants.function) as keyof typeof adjoints];
    return step.inputs.map((operand, at) => {
      if (graph.parameters.has(operand)) return undefined;
      const part = (flows[at] as Flow)(step as Parameters<Flow>[0], gradient, context);
      return broadcastAdjoint(graph, `${name} (sum ${at === 0 ? "first" : "second"})`, part, operand);
    });
  },
};

/** One function of two arrays, of which either may be broadcast. */
export function arithmetic(graph: Graph, name: string, called: FunctionName, first: ArithmeticOperand, second: ArithmeticOperand): Value {
  const shape = broadcastShape(name, first, second);
  const operands = [operandOf(graph, `${name}: first`, first), operandOf(graph, `${name}: second`, second)];
  return graph.step(arithmeticOp, name, operands, shape, { function: numbers[called] });
}

/**
 * a·b. Either may be a number, or have axes of length 1 that count for all of the other's: [N, 1, 1, C] or [N, C], [C], [N, H, W, 1].
 * @throws GraphError "graph-shape" where the shapes do not fit
 * @example
 * ```ts
 * import { Graph, multiply, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const scaled = multiply(graph, "scaled", graph.input("features", [1, 1, 2, 2]), graph.input("weights", [1, 2]));
 * const inputs = { features: Float32Array.of(1, 2, 3, 4), weights: Float32Array.of(10, 100) };
 * runByReferences(graph, [scaled], inputs); // → { scaled: Float32Array.of(10, 200, 30, 400) }
 * ```
 */
export const multiply = (graph: Graph, name: string, a: ArithmeticOperand, b: ArithmeticOperand): Value => arithmetic(graph, name, "MULTIPLY", a, b);

/**
 * a + b, with shapes as in `multiply`. Of equal shapes it is `add`, which a convolution may take into itself.
 * @throws GraphError "graph-shape" where the shapes do not fit
 * @example
 * ```ts
 * import { broadcastAdd, Graph, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const sum = broadcastAdd(graph, "sum", graph.input("input", [1, 2]), 3);
 * runByReferences(graph, [sum], { input: Float32Array.of(1, 2) }); // → { sum: Float32Array.of(4, 5) }
 * ```
 */
export const broadcastAdd = (graph: Graph, name: string, a: ArithmeticOperand, b: ArithmeticOperand): Value =>
  isSame(graph, a, b) ? add(graph, name, a as Value, b as Value) : arithmetic(graph, name, "ADD", a, b);

/** Whether both are arrays of one shape that lie alike: a parameter may not (layout.ts). */
const isSame = (graph: Graph, ...[a, b]: readonly [ArithmeticOperand, ArithmeticOperand]): boolean =>
  typeof a !== "number" && typeof b !== "number" && a.shape.join() === b.shape.join() && !graph.parameters.has(a) && !graph.parameters.has(b);

/**
 * a − b, with shapes as in `multiply`.
 * @throws GraphError "graph-shape" where the shapes do not fit
 * @example
 * ```ts
 * import { Graph, runByReferences, subtract } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const rest = subtract(graph, "rest", 1, graph.input("input", [1, 2]));
 * runByReferences(graph, [rest], { input: Float32Array.of(0.25, 2) }); // → { rest: Float32Array.of(0.75, -1) }
 * ```
 */
export const subtract = (graph: Graph, name: string, a: ArithmeticOperand, b: ArithmeticOperand): Value => arithmetic(graph, name, "SUBTRACT", a, b);

/**
 * a/b, with shapes as in `multiply`.
 * @throws GraphError "graph-shape" where the shapes do not fit
 * @example
 * ```ts
 * import { divide, Graph, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const share = divide(graph, "share", graph.input("input", [2, 2]), graph.input("totals", [2, 1]));
 * const inputs = { input: Float32Array.of(1, 3, 2, 6), totals: Float32Array.of(4, 8) };
 * runByReferences(graph, [share], inputs); // → { share: Float32Array.of(0.25, 0.75, 0.25, 0.75) }
 * ```
 */
export const divide = (graph: Graph, name: string, a: ArithmeticOperand, b: ArithmeticOperand): Value => arithmetic(graph, name, "DIVIDE", a, b);
