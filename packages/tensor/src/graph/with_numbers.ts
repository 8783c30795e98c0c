// A graph with other numbers: the same steps and Values, some of its parameters replaced. What a network was trained for is in its
// parameters, so this is how one asks what a result owes to them.
import { GraphError } from "./errors.ts";
import { Graph, type Value } from "./graph.ts";
import { parameterOf, type Parameter } from "./parameter.ts";

/**
 * The same graph with other numbers for some of its parameters; what it was made of stays as it is.
 * @param change is asked for every parameter: new numbers, [shape of the Value], row-major; undefined to leave it
 * @throws GraphError "graph-shape" for another count of numbers
 * @example
 * ```ts
 * import { Graph, linear, runByReferences, withNumbers } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const [weight, bias] = [graph.parameter("weight", [2, 1], Float32Array.of(1, 10)), graph.parameter("bias", [1], Float32Array.of(0))];
 * const output = linear(graph, "output", graph.input("input", [1, 2]), weight, bias);
 * const other = withNumbers(graph, ({ name }) => (name === "weight" ? Float32Array.of(2, 20) : undefined));
 * runByReferences(other, [output], { input: Float32Array.of(1, 1) }); // → { output: Float32Array.of(22) }
 * ```
 */
export function withNumbers(graph: Graph, change: (value: Value, parameter: Parameter) => Float32Array | undefined): Graph {
  const parameters = new Map([...graph.parameters].map(([value, parameter]): [Value, Parameter] => {
    const numbers = change(value, parameter);
    if (numbers && numbers.length !== parameter.length) {
      throw new GraphError("graph-shape", `graph: "${value.name}" would be ${numbers.length} numbers; [${value.shape.join(", ")}] needs ${parameter.length}.`);
    }
    return [value, numbers ? parameterOf(numbers) : parameter];
  }));
  return Graph.rewritten(graph, graph.steps, parameters);
}
