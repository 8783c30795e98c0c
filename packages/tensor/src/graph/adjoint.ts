// Reverse-mode differentiation as a graph pass: appends the steps that compute a gradient to the very graph they
// differentiate. No tape and no modes: an adjoint step reads the forward Values it needs, and lifetimes.ts therefore
// keeps their buffers. Works on the unfused and the fused graph alike.
//
//   ∂⟨seed, of⟩/∂v = Σ over the steps s that read v of  (∂s/∂v)ᵀ · ∂⟨seed, of⟩/∂s
//
// Source  Griewank & Walther 2008, "Evaluating Derivatives", chapter 3 (incremental reverse mode).
import { GraphError } from "./errors.ts";
import { stepsFor, type AdjointContext, type Graph, type Step, type Value } from "./graph.ts";
import { add } from "../ops/add/add.ts";
import { reluAdjoint } from "../ops/relu/relu.ts";

/**
 * The gradients of ⟨seed, of⟩ = Σ seed ⊙ of: with one 1 in the seed, of that element; with others, of any weighted sum.
 * @param seed of `of`'s shape
 * @param withRespectTo Values that `of` depends on
 * @param relu how a gradient passes a ReLU; `guidedReluAdjoint` for guided backpropagation
 * @returns a Value of the same shape for each of `withRespectTo`
 * @throws GraphError "no-adjoint" where an op on the way has no derivative, or `of` does not depend on a Value; "no-guided-gradient"
 *   where another rule than the ReLU's derivative meets an activation function that is not like a ReLU
 * @example
 * ```ts
 * import { adjoint, elements, Graph, resnet } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const image = graph.input("image", [1, 32, 32, 3]);
 * const { layer4, logits } = resnet(graph, checkpoint, image);
 * const [gradient] = adjoint(graph, logits, graph.input("seed", logits.shape), [layer4]);
 *
 * const program = await device.compile(graph, gradient ? [gradient] : []);
 * const seed = Float32Array.of(0, 1, 0); // of class 1
 * const found = await program.run({ image: new Float32Array(elements(image.shape)), seed });
 * Object.values(found).map(({ length }) => length); // → [16]
 * program.dispose();
 * ```
 */
export function adjoint(
  graph: Graph, of: Value, seed: Value, withRespectTo: readonly Value[], relu: AdjointContext["relu"] = reluAdjoint,
): Value[] {
  const steps = stepsFor(graph.steps, [of]);
  const onTheWay = dependents(steps, withRespectTo);
  const received = new Map<Value, Value[]>([[of, [seed]]]); // what flows back into a Value, one part per reader
  for (const step of steps.toReversed()) {
    if (!onTheWay.has(step.output)) continue;
    const gradient = sum(step.output);
    const parts = gradient && adjointOf(step, gradient);
    step.inputs.forEach((value, at) => {
      const part = parts?.[at];
      if (part && onTheWay.has(value)) received.set(value, [...(received.get(value) ?? []), part]);
    });
  }
  return withRespectTo.map((value) => {
    const gradient = sum(value);
    if (!gradient) throw new GraphError("no-adjoint", `graph: "${of.name}" does not depend on "${value.name}"; choose a layer before it.`);
    return gradient;
  });

  function adjointOf(step: Step, gradient: Value): readonly (Value | undefined)[] {
    const parts = step.op.adjoint?.(step, gradient, { graph, relu, name: `${seed.name} through ${step.output.name}` });
    if (!parts) throw new GraphError("no-adjoint", `graph: "${step.output.name}" is made by ${step.op.name}, which has no derivative; seed a Value before it.`);
    return parts;
  }

  /** All that flows back into `value`, added up once. */
  function sum(value: Value): Value | undefined {
    const parts = received.get(value);
    if (!parts || parts.length === 1) return parts?.[0];
    const total = parts.reduce((left, right, at) => add(graph, `${seed.name} at ${value.name}${at === 1 ? "" : ` (${at})`}`, left, right));
    received.set(value, [total]);
    return total;
  }
}

/** `values` and every Value that depends on one of them. */
function dependents(steps: readonly Step[], values: readonly Value[]): Set<Value> {
  const found = new Set(values);
  for (const { inputs, output } of steps) if (inputs.some((value) => found.has(value))) found.add(output);
  return found;
}
