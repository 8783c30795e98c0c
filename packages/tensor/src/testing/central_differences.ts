// Gradients held against differences of the function itself, without anybody's derivative:
//
//   Σ over the inputs of ⟨∂⟨seed, f⟩/∂x, d⟩  =  (⟨seed, f(x + h·d)⟩ − ⟨seed, f(x − h·d)⟩) / 2h,      d one random direction
//
// A wrong number anywhere in a gradient shows in a random direction. In float64: the difference of two float32 numbers would keep three digits.
import { expect } from "vitest";
import { adjoint } from "../graph/adjoint.ts";
import { Graph, type Data, type Value } from "../graph/graph.ts";
import { runByReferences } from "../devices/reference/reference_device.ts";
import { seeded } from "./seeded.ts";

/** Small beside the distance of any number from a kink (a ReLU's 0, a window's second largest), large beside float64's 1e-16 of a sum. */
const h = 1e-6;
/** Of the derivative: h² times a third derivative, and 1e-16/h times the size of the sum; both below 1e-9. Erf is only known to 1.5e-7. */
const tolerance = 1e-6;
/** Of the derivative: where a function is smooth the slopes of two sides differ by h times its second derivative. */
const kink = 1e-3;

/**
 * @param build appends to a graph and returns its output
 * @param sources names of the inputs whose gradients are held; @param inputs all of them; @param seed like the output
 */
export function expectCentralDifferences(build: (graph: Graph) => Value, sources: readonly string[], inputs: Readonly<Record<string, Data>>, seed: Float32Array): void {
  inFloat64(() => {
    const graph = new Graph();
    const output = build(graph);
    const values = graph.inputs.filter(({ name }) => sources.includes(name));
    const directions = new Map(values.map(({ name }, at) => [name, seeded(4000 + at, (inputs[name] as Data).length)]));
    const found = adjoint(graph, output, graph.input("seed", output.shape), values);
    const gradients = runByReferences(graph, found, { ...inputs, seed });
    const slope = sumOf(values, ({ name }, at) => inner(gradients[(found[at] as Value).name] as Data, directions.get(name) as Data));

    const at = (step: number): number => {
      const moved = values.map(({ name }) => [name, Float32Array.from(inputs[name] as Data, (x, i) => x + step * (directions.get(name)?.[i] as number))] as const);
      return inner(runByReferences(graph, [output], { ...inputs, ...Object.fromEntries(moved) })[output.name] as Data, seed);
    };
    const [before, here, behind] = [at(-h), at(0), at(h)];
    const size = sumOf(values, ({ name }, index) => magnitude(gradients[(found[index] as Value).name] as Data, directions.get(name) as Data));
    const bend = Math.abs(behind - 2 * here + before) / h; // the slopes of the two sides differ: two numbers of a window are equal, and there is no derivative
    if (bend < kink * size) expect(Math.abs((behind - before) / (2 * h) - slope), "gradient against central differences").toBeLessThanOrEqual(tolerance * size);
  });
}

/** The references know no precision but that of the arrays that they make: given wider ones, they compute in float64. */
function inFloat64(compute: () => void): void {
  const narrow = globalThis.Float32Array;
  globalThis.Float32Array = Wide as unknown as typeof Float32Array;
  try {
    compute();
  } finally {
    globalThis.Float32Array = narrow;
  }
}

/** Arrays that were made before count as well. */
class Wide extends Float64Array {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return ["[object Float32Array]", "[object Float64Array]"].includes(Object.prototype.toString.call(value));
  }
}

const sumOf = <T>(items: readonly T[], term: (item: T, at: number) => number): number => items.reduce((sum, item, at) => sum + term(item, at), 0);
const products = (a: Data, b: Data): number[] => Array.from(a, (x, at) => x * (b[at] as number));
const inner = (a: Data, b: Data): number => sumOf(products(a, b), (product) => product);
const magnitude = (a: Data, b: Data): number => Math.hypot(...products(a, b));
