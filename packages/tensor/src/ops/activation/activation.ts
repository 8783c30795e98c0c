// Activation functions other than the ReLU, and how a gradient passes them. Shaders activation.wgsl and activation_adjoint.wgsl, to which
// activation_functions.wgsl is appended. The functions by their own names: builders.ts.
import { GraphError } from "../../graph/errors.ts";
import type { AdjointContext, Graph, Op, Value } from "../../graph/graph.ts";
import { lastAxis } from "../../graph/shapes.ts";
import { reluAdjoint } from "../relu/relu.ts";
import { elementwise } from "../shared/grid.ts";
import {
  activationConstants, activationFunctions, activationOf, functionName, functionNumber, withActivation, type ActivationAttributes, type ActivationName,
} from "./activation_functions.ts";
import adjointWgsl from "./activation_adjoint.wgsl" with { type: "text" };
import wgsl from "./activation.wgsl" with { type: "text" };

/** f(x), element by element. */
function activationReference(attributes: ActivationAttributes, input: Float32Array): Float32Array {
  const activate = activationOf(attributes);
  return input.map((x) => activate(x));
}

/** g · f′(x), element by element. */
function activationAdjointReference({ activation: number, alpha, beta }: ActivationAttributes, gradient: Float32Array, input: Float32Array): Float32Array {
  const { slope } = activationFunctions[functionName(number)];
  return gradient.map((g, at) => g * slope(input[at] as number, alpha, beta));
}

export const activationOp: Op<ActivationAttributes> = {
  name: "activation",
  kernel: (step) => elementwise(withActivation(wgsl, step.constants), step.output, { ...activationConstants(step.constants), CHANNELS: lastAxis(step.output) }),
  reference: ({ constants }, [input]: [Float32Array]) => activationReference(constants, input),
  adjoint: ({ inputs: [input], output, constants }, gradient, context) =>
    [activationFlow({ attributes: constants, read: input as Value, output }, gradient, context)],
};

/** Inputs: gradient, the function's input. */
export const activationAdjointOp: Op<ActivationAttributes> = {
  name: "activation_adjoint",
  kernel: (step) => elementwise(withActivation(adjointWgsl, step.constants), step.output, activationConstants(step.constants)),
  reference: ({ constants }, [gradient, input]: [Float32Array, Float32Array]) => activationAdjointReference(constants, gradient, input),
};

/** One of the functions, of any shape. */
export const activation = (graph: Graph, name: string, input: Value, called: ActivationName, alpha = 0, beta = 0): Value =>
  graph.step(activationOp, name, [input], input.shape, { activation: functionNumber(called), alpha, beta });

/** A function in use: what its slope is read from, and its output. */
interface Applied {
  readonly attributes: ActivationAttributes;
  /** Its input; or its output, where that shows the slope: see `showsSlope`. */
  readonly read: Value;
  readonly output: Value;
}

/** What flows back through a function, given the gradient of its output. */
export function activationFlow({ attributes, read, output }: Applied, gradient: Value, { graph, name, relu }: AdjointContext): Value {
  const exact = (called: string): Value => graph.step(activationAdjointOp, called, [gradient, read], gradient.shape, attributes);
  if (relu === reluAdjoint) return exact(name);
  // A rule for ReLUs, such as guided backpropagation's. From a clamp that begins at 0 its ceiling lets nothing through either; of a
  // leaky ReLU only what is positive counts.
  const called = functionName(attributes.activation);
  if (called === "leakyRelu") return relu(graph, name, gradient, output);
  if (called === "clamp" && attributes.alpha === 0) return relu(graph, name, exact(`${name} (clamp)`), output);
  throw new GraphError(
    "no-guided-gradient",
    `graph: "${output.name}" is made by ${called}, and guided backpropagation is defined for ReLUs; choose a method that takes the gradient itself, such as Grad-CAM.`,
  );
}

/** Whether a function's output shows its slope: its ends, or its sign, are those of the input. */
export function showsSlope({ activation: number, alpha }: ActivationAttributes): boolean {
  const called = functionName(number);
  return called === "clamp" || (called === "leakyRelu" && alpha >= 0);
}
