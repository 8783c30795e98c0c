// The activation functions by the names that the field gives them; equations and sources in activation_functions.wgsl.
import { GraphError } from "../../graph/errors.ts";
import type { Graph, Value } from "../../graph/graph.ts";
import { activation } from "./activation.ts";

/** Where a clamp ends; nowhere, unless said. */
export interface ClampOptions {
  readonly min?: number;
  readonly max?: number;
}

const LARGEST = 3.4028234663852886e38; // of float32: a shader is given no infinity

/**
 * min(max(x, min), max) of any shape. Its derivative is 0 at both ends, as that of PyTorch's ReLU6 and Hardtanh.
 * @throws GraphError "attribute" if min is not less than max
 * @example
 * ```ts
 * import { clamp, Graph, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = clamp(graph, "output", graph.input("input", [3]), { min: -1, max: 1 });
 * runByReferences(graph, [output], { input: Float32Array.of(-3, 0.5, 2) }); // → { output: Float32Array.of(-1, 0.5, 1) }
 * ```
 */
export function clamp(graph: Graph, name: string, input: Value, { min = -Infinity, max = Infinity }: ClampOptions = {}): Value {
  if (!(min < max)) throw new GraphError("attribute", `graph: "${name}" clamps to ${min} … ${max}; min must be less than max.`);
  return activation(graph, name, input, "clamp", Math.max(min, -LARGEST), Math.min(max, LARGEST));
}

/**
 * ReLU6: min(max(x, 0), 6) of any shape.
 * @example
 * ```ts
 * import { Graph, relu6, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = relu6(graph, "output", graph.input("input", [3]));
 * runByReferences(graph, [output], { input: Float32Array.of(-3, 5, 7) }); // → { output: Float32Array.of(0, 5, 6) }
 * ```
 */
export const relu6 = (graph: Graph, name: string, input: Value): Value => clamp(graph, name, input, { min: 0, max: 6 });

/**
 * x where x > 0, else α·x, of any shape.
 * @param alpha 0.01, as in PyTorch and ONNX, unless said
 * @example
 * ```ts
 * import { Graph, leakyRelu, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = leakyRelu(graph, "output", graph.input("input", [2]), 0.25);
 * runByReferences(graph, [output], { input: Float32Array.of(-4, 5) }); // → { output: Float32Array.of(-1, 5) }
 * ```
 */
export const leakyRelu = (graph: Graph, name: string, input: Value, alpha = 0.01): Value => activation(graph, name, input, "leakyRelu", alpha);

/**
 * x where x > 0, else α·(eˣ − 1), of any shape.
 * @param alpha 1 unless said
 * @example
 * ```ts
 * import { elu, Graph, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = elu(graph, "output", graph.input("input", [2]), 3);
 * runByReferences(graph, [output], { input: Float32Array.of(-1000, 5) }); // → { output: Float32Array.of(-3, 5) }
 * ```
 */
export const elu = (graph: Graph, name: string, input: Value, alpha = 1): Value => activation(graph, name, input, "elu", alpha);

/**
 * σ(x) = 1 / (1 + e⁻ˣ) of any shape.
 * @example
 * ```ts
 * import { Graph, runByReferences, sigmoid } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = sigmoid(graph, "output", graph.input("input", [2]));
 * runByReferences(graph, [output], { input: Float32Array.of(0, 100) }); // → { output: Float32Array.of(0.5, 1) }
 * ```
 */
export const sigmoid = (graph: Graph, name: string, input: Value): Value => activation(graph, name, input, "sigmoid");

/**
 * tanh x of any shape.
 * @example
 * ```ts
 * import { Graph, runByReferences, tanh } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = tanh(graph, "output", graph.input("input", [2]));
 * runByReferences(graph, [output], { input: Float32Array.of(0, -100) }); // → { output: Float32Array.of(0, -1) }
 * ```
 */
export const tanh = (graph: Graph, name: string, input: Value): Value => activation(graph, name, input, "tanh");

/** The line that a hard sigmoid follows between 0 and 1. */
export interface HardSigmoidOptions {
  readonly alpha?: number;
  readonly beta?: number;
}

/**
 * min(max(α·x + β, 0), 1) of any shape.
 * @param options α = 0.2 and β = 0.5, as in ONNX, unless said; PyTorch's is of α = 1/6
 * @example
 * ```ts
 * import { Graph, hardSigmoid, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = hardSigmoid(graph, "output", graph.input("input", [3]), { alpha: 1 / 6 });
 * runByReferences(graph, [output], { input: Float32Array.of(-9, 0, 9) }); // → { output: Float32Array.of(0, 0.5, 1) }
 * ```
 */
export const hardSigmoid = (graph: Graph, name: string, input: Value, { alpha = 0.2, beta = 0.5 }: HardSigmoidOptions = {}): Value =>
  activation(graph, name, input, "hardSigmoid", alpha, beta);

/**
 * x · min(max(x/6 + ½, 0), 1) of any shape.
 * @example
 * ```ts
 * import { Graph, hardSwish, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = hardSwish(graph, "output", graph.input("input", [3]));
 * runByReferences(graph, [output], { input: Float32Array.of(-9, 0, 9) }); // → { output: Float32Array.of(-0, 0, 9) }
 * ```
 */
export const hardSwish = (graph: Graph, name: string, input: Value): Value => activation(graph, name, input, "hardSwish");

/**
 * x·σ(x), also called swish, of any shape.
 * @example
 * ```ts
 * import { Graph, runByReferences, silu } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = silu(graph, "output", graph.input("input", [2]));
 * runByReferences(graph, [output], { input: Float32Array.of(0, 100) }); // → { output: Float32Array.of(0, 100) }
 * ```
 */
export const silu = (graph: Graph, name: string, input: Value): Value => activation(graph, name, input, "silu");

/**
 * ln(1 + eˣ), of any shape.
 * @example
 * ```ts
 * import { Graph, runByReferences, softplus } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = softplus(graph, "output", graph.input("input", [2]));
 * runByReferences(graph, [output], { input: Float32Array.of(-1000, 100) }); // → { output: Float32Array.of(0, 100) }
 * ```
 */
export const softplus = (graph: Graph, name: string, input: Value): Value => activation(graph, name, input, "softplus");

/**
 * x·tanh(ln(1 + eˣ)), of any shape.
 * @example
 * ```ts
 * import { Graph, mish, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = mish(graph, "output", graph.input("input", [2]));
 * runByReferences(graph, [output], { input: Float32Array.of(0, 100) }); // → { output: Float32Array.of(0, 100) }
 * ```
 */
export const mish = (graph: Graph, name: string, input: Value): Value => activation(graph, name, input, "mish");

/** Which of two. */
export interface GeluOptions {
  /** "tanh": Hendrycks and Gimpel's approximation, as a function of its own. "none" unless said, as in PyTorch and ONNX. */
  readonly approximate?: "none" | "tanh";
}

/**
 * x·Φ(x), Φ the normal distribution, of any shape. On a GPU within 1e-6 of it: see activation_functions.wgsl.
 * @example
 * ```ts
 * import { gelu, Graph, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const output = gelu(graph, "output", graph.input("input", [2]));
 * runByReferences(graph, [output], { input: Float32Array.of(0, 100) }); // → { output: Float32Array.of(0, 100) }
 * ```
 */
export const gelu = (graph: Graph, name: string, input: Value, { approximate = "none" }: GeluOptions = {}): Value =>
  activation(graph, name, input, approximate === "tanh" ? "geluTanh" : "gelu");
