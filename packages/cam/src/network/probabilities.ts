// From logits to probabilities: softmax over the classes. A single logit is taken as that of a binary head, and has its sigmoid:
//
//   σ(y) = 1 / (1 + e⁻ʸ) = softmax(y, 0)₀,     since a softmax over one class is 1 whatever was seen
import { linear, softmax, type Graph, type Value } from "@camlucida/tensor";

/**
 * @param logits [1, classes]
 * @returns [1, classes]; for a single class [1, 2], of which the first is the probability and the second what is left of 1
 */
export function probabilitiesIn(graph: Graph, name: string, logits: Value): Value {
  if (logits.shape[1] !== 1) return softmax(graph, name, logits);
  const weight = graph.parameter(`${name}.one_and_zero`, [1, 2], Float32Array.of(1, 0));
  const bias = graph.parameter(`${name}.zeros`, [2], new Float32Array(2));
  return softmax(graph, name, linear(graph, `${name}.logit_and_zero`, logits, weight, bias));
}

/** The same of one row of logits, in float64. [classes] → [classes] */
export function probabilitiesFrom(logits: Float32Array): Float64Array {
  const [only] = logits;
  if (logits.length === 1) return Float64Array.of(1 / (1 + Math.exp(-(only as number))));
  const largest = logits.reduce((most, x) => Math.max(most, x), -Infinity);
  const exponentials = Float64Array.from(logits, (x) => Math.exp(x - largest));
  const total = exponentials.reduce((sum, x) => sum + x, 0);
  return exponentials.map((x) => x / total);
}

/** By which function the probabilities of a network of so many classes are made. */
export const probabilityFunction = (classes: number): "softmax" | "sigmoid" => (classes === 1 ? "sigmoid" : "softmax");
