// Activation functions other than the ReLU, and how a gradient passes them. Shaders activation.wgsl and activation_adjoint.wgsl, to which
// activation_functions.wgsl is appended. The functions by their own names: builders.ts.
import { GraphError } from "../../graph/errors.ts";
import type { AdjointContext, Constants, Graph, Op, Step, Value } from "../../graph/graph.ts";
import { lastAxis } from "../../graph/shapes.ts";
import { reluAdjoint } from "../relu/relu.ts";
import { elementwise } from "../shared/grid.ts";
import { activationFunctions, functionName, functionNumber, withActivationFunctions, type ActivationAttributes, type ActivationName } from "./activation_functions.ts";
import adjointText from "./activation_adjoint.wgsl" with { type: "text" };
import text from "./activation.wgsl" with { type: "text" };

const [wgsl, adjointWgsl] = [text, adjointText].map(withActivationFunctions) as [string, string];

type ActivationStep = Step<ActivationAttributes>;

/** f(x), element by element. */
function activationReference({ function: number, alpha, beta }: ActivationAttributes, input: Float32Array): Float32Array {
  const { value } = activationFunctions[functionName(number)];
  return input.map((x) => value(x, alpha, beta));
}

/** g · f′(x), element by element. */
function activationAdjointReference({ function: number, alpha, beta }: ActivationAttributes, gradient: Float32Array, input: Float32Array): Float32Array {
  const { slope } = activationFunctions[functionName(number)];
  return gradient.map((g, at) => g * slope(input[at] as number, alpha, beta));
}

const shaderConstants = ({ constants: { function: number, alpha, beta } }: ActivationStep): Constants => ({ FUNCTION: number, ALPHA: alpha, BETA: beta });

export const activationOp: Op<ActivationAttributes> = {
  name: "activation",
  kernel: (step) => elementwise(wgsl, step.output, { ...shaderConstants(step), CHANNELS: lastAxis(step.output) }),
  reference: ({ constants }, [input]: [Float32Array]) => activationReference(constants, input),
  adjoint: (step, gradient, context) => [context.relu === reluAdjoint ? activationAdjoint(step, gradient, context) : byReluRule(step, gradient, context)],
};

/** Inputs: gradient, the function's input. */
const activationAdjointOp: Op<ActivationAttributes> = {
  name: "activation_adjoint",
  kernel: (step) => elementwise(adjointWgsl, step.output, shaderConstants(step)),
  reference: ({ constants }, [gradient, input]: [Float32Array, Float32Array]) => activationAdjointReference(constants, gradient, input),
};

/** `name`d function of any shape. */
export const activation = (graph: Graph, name: string, input: Value, called: ActivationName, alpha = 0, beta = 0): Value =>
  graph.step(activationOp, name, [input], input.shape, { function: functionNumber(called), alpha, beta });

/** ∂/∂input, given the gradient of the output. */
const activationAdjoint = ({ inputs: [input], constants }: ActivationStep, gradient: Value, { graph, name }: Pick<AdjointContext, "graph" | "name">): Value =>
  graph.step(activationAdjointOp, name, [gradient, input as Value], gradient.shape, constants);

/**
 * What a rule for ReLUs, such as guided backpropagation's, makes of functions that are like them: from a clamp that begins at 0 its
 * ceiling lets nothing through either; of a leaky ReLU only what is positive counts.
 * @throws GraphError "no-guided-gradient" for the others
 */
function byReluRule(step: ActivationStep, gradient: Value, context: AdjointContext): Value {
  const { output, constants } = step;
  const called = functionName(constants.function);
  if (called === "leakyRelu") return context.relu(context.graph, context.name, gradient, output);
  if (called === "clamp" && constants.alpha === 0) {
    const below = activationAdjoint(step, gradient, { graph: context.graph, name: `${context.name} (clamp)` });
    return context.relu(context.graph, context.name, below, output);
  }
  throw new GraphError(
    "no-guided-gradient",
    `graph: "${output.name}" is made by ${called}, and guided backpropagation is defined for ReLUs; choose a method that takes the gradient itself, such as Grad-CAM.`,
  );
}
