// The activation functions and their slopes in float64, as plainly as they are written. Equations and sources stand in
// activation_functions.wgsl.
import type { Constants } from "../../graph/graph.ts";
import functionsWgsl from "./activation_functions.wgsl" with { type: "text" };

/** Which function, by its number in the shader, and what it is told: α and β, 0 where it has none. */
export type ActivationAttributes = { readonly activation: number; readonly alpha: number; readonly beta: number };

/** One function of one number. */
interface ActivationFunction {
  value(x: number, alpha: number, beta: number): number;
  slope(x: number, alpha: number, beta: number): number;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const between = (x: number, lowest: number, highest: number): number => (x < lowest ? lowest : x > highest ? highest : x); // a NaN stays one
const inside = (x: number, lowest: number, highest: number): number => Number(x > lowest && x < highest);

/** Φ(x), the normal distribution. */
const normalDistribution = (x: number): number => (1 + errorFunction(x / Math.SQRT2)) / 2;

/** erf(x) = 2/√π · e^(−x²) · Σ 2ⁿ·x^(2n+1) / (1·3·5⋯(2n+1)): Abramowitz & Stegun 1964, formula 7.1.6. No term cancels another. */
export function errorFunction(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x); // 1 − erf(6) = 2e-17
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

const geluArgument = (x: number): number => Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3);

const identity: ActivationFunction = {
  value: (x) => x,
  slope: () => 1,
};

const clamp: ActivationFunction = {
  value: between,
  slope: inside,
};

const leakyRelu: ActivationFunction = {
  value: (x, alpha) => (x > 0 ? x : alpha * x),
  slope: (x, alpha) => (x > 0 ? 1 : alpha),
};

const elu: ActivationFunction = {
  value: (x, alpha) => (x > 0 ? x : alpha * Math.expm1(x)),
  slope: (x, alpha) => (x > 0 ? 1 : alpha * Math.exp(x)),
};

const sigmoidFunction: ActivationFunction = {
  value: sigmoid,
  slope: (x) => sigmoid(x) * sigmoid(-x),
};

const tanh: ActivationFunction = {
  value: Math.tanh,
  slope: (x) => 1 / Math.cosh(x) ** 2,
};

const hardSigmoid: ActivationFunction = {
  value: (x, alpha, beta) => between(alpha * x + beta, 0, 1),
  slope: (x, alpha, beta) => alpha * inside(alpha * x + beta, 0, 1),
};

const hardSwish: ActivationFunction = {
  value: (x) => x * between(x / 6 + 0.5, 0, 1),
  slope: (x) => (x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5),
};

const silu: ActivationFunction = {
  value: (x) => x * sigmoid(x),
  slope: (x) => sigmoid(x) * (1 + x * sigmoid(-x)),
};

const gelu: ActivationFunction = {
  value: (x) => x * normalDistribution(x),
  slope: (x) => normalDistribution(x) + (x * Math.exp(-x * x / 2)) / Math.sqrt(2 * Math.PI),
};

const geluTanh: ActivationFunction = {
  value: (x) => (x / 2) * (1 + Math.tanh(geluArgument(x))),
  slope: (x) => {
    const u = geluArgument(x);
    const du = Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x);
    return (1 + Math.tanh(u) + (x * du) / Math.cosh(u) ** 2) / 2;
  },
};

const softplus: ActivationFunction = {
  value: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), // Math.max keeps a NaN
  slope: sigmoid,
};

const mish: ActivationFunction = {
  value: (x) => x * Math.tanh(softplus.value(x, 0, 0)),
  slope: (x) => Math.tanh(softplus.value(x, 0, 0)) + (x * sigmoid(x)) / Math.cosh(softplus.value(x, 0, 0)) ** 2,
};

/** By their names; in the shader leakyRelu is f_leaky_relu and slope_leaky_relu. */
export const activationFunctions = {
  identity, clamp, leakyRelu, elu, sigmoid: sigmoidFunction, tanh, hardSigmoid, hardSwish, silu, gelu, geluTanh, softplus, mish,
} as const satisfies Record<string, ActivationFunction>;

/** A function's name. */
export type ActivationName = keyof typeof activationFunctions;

const names = Object.keys(activationFunctions) as ActivationName[];

/** The number by which attributes call a function: its place in the list. */
export const functionNumber = (name: ActivationName): number => names.indexOf(name);

/** The inverse of `functionNumber`. */
export function functionName(number: number): ActivationName {
  const name = names[number];
  if (name === undefined) throw new Error(`activation: there is no function ${number}; there are ${names.length}.`);
  return name;
}

/** Of a convolution that ends in none. */
export const noActivation: ActivationAttributes = { activation: functionNumber("identity"), alpha: 0, beta: 0 };

/** The function itself, with its α and β. */
export function activationOf({ activation, alpha, beta }: ActivationAttributes): (x: number) => number {
  const { value } = activationFunctions[functionName(activation)];
  return (x) => value(x, alpha, beta);
}

/** What a shader with them is told: a shader that ends in none has no such constants. */
export const activationConstants = ({ activation, alpha, beta }: ActivationAttributes): Constants =>
  activation === noActivation.activation ? {} : { ALPHA: alpha, BETA: beta };

/**
 * A shader that calls `activate` or `slope`, whole: behind its own lines, so that a compiler's line numbers are the file's. Which
 * function they are stands in the text.
 */
export function withActivation(wgsl: string, { activation }: Pick<ActivationAttributes, "activation">): string {
  if (activation === noActivation.activation) return `${wgsl}\nfn activate(x: vec4f) -> vec4f { return x; }\n`;
  const name = functionName(activation).replaceAll(/[A-Z]/g, "_$&").toLowerCase();
  const called = (own: string, of: string): string => `fn ${own}(x: vec4f) -> vec4f { return ${of}_${name}(x); }\n`;
  return `${wgsl}\n${functionsWgsl}\n${called("activate", "f")}${called("slope", "slope")}`;
}
