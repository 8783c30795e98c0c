// The numbers of every image in another order: seen along axes, the axes moved, seen in another shape. Shader rearrange.wgsl. What moves
// data where bookkeeping does not do; the adjoint is the way back.
import { GraphError } from "../../graph/errors.ts";
import { elements, type Graph, type Op, type Shape, type Value } from "../../graph/graph.ts";
import { quads } from "../../graph/layout.ts";
import { workgroupIn } from "../../graph/shader_text.ts";
import { lastAxis } from "../../graph/shapes.ts";
import { wrapped } from "../shared/grid.ts";
import wgsl from "./rearrange.wgsl" with { type: "text" };

/** Six axes of an image's numbers, in the output's order: how long, and how far apart in the input. */
export type RearrangeAttributes = Readonly<Record<`length${0 | 1 | 2 | 3 | 4 | 5}` | `step${0 | 1 | 2 | 3 | 4 | 5}`, number>>;

const AXES = [0, 1, 2, 3, 4, 5] as const;

interface Axis {
  readonly length: number;
  readonly step: number;
}

const axesOf = (attributes: RearrangeAttributes): Axis[] =>
  AXES.map((axis) => ({ length: attributes[`length${axis}`], step: attributes[`step${axis}`] }));

/** Filled up with axes of length 1 in front. */
function attributesOf(axes: readonly Axis[]): RearrangeAttributes {
  const missing = AXES.length - axes.length;
  return Object.fromEntries(AXES.flatMap((axis) => {
    const { length, step } = axes[axis - missing] ?? { length: 1, step: 0 };
    return [[`length${axis}`, length], [`step${axis}`, step]];
  })) as RearrangeAttributes;
}

/** Neighbours that stay neighbours are one. */
const joined = (axes: readonly Axis[]): Axis[] => axes.filter(({ length }) => length !== 1).reduce<Axis[]>((found, axis) => {
  const before = found.at(-1);
  if (before?.step !== axis.length * axis.step) return [...found, axis];
  return [...found.slice(0, -1), { length: before.length * axis.length, step: axis.step }];
}, []);

function rearrangeReference(attributes: RearrangeAttributes, input: Float32Array): Float32Array {
  const axes = axesOf(attributes);
  const count = elements(axes.map(({ length }) => length));
  const [{ length, step }, outer] = [axes.at(-1) as Axis, axes.slice(0, -1)];
  const output = new Float32Array(input.length);
  const index = outer.map(() => 0);
  for (let image = 0; image < input.length; image += count) {
    for (let to = image, from = image; to < image + count;) {
      for (let i = 0; i < length; i++) output[to++] = input[from + i * step] as number;
      for (let axis = outer.length - 1; axis >= 0; axis--) { // the next place, as an odometer counts
        const own = outer[axis] as Axis;
        index[axis] = (index[axis] as number) + 1;
        from += own.step;
        if ((index[axis] as number) < own.length) break;
        index[axis] = 0;
        from -= own.step * own.length;
      }
    }
  }
  return output;
}

/** From the output's order to the input's. */
function inverse(attributes: RearrangeAttributes): RearrangeAttributes {
  const axes = axesOf(attributes);
  const back = axes.map(({ length, step }, at) => ({ length, step: elements(axes.slice(at + 1).map((inner) => inner.length)), order: step }));
  return attributesOf(joined(back.filter(({ length }) => length !== 1).toSorted((a, b) => b.order - a.order)));
}

const rearrangeOp: Op<RearrangeAttributes> = {
  name: "rearrange",
  kernel: ({ inputs, output, constants }) => {
    const [inChannels, outChannels] = [lastAxis(inputs[0]), lastAxis(output)];
    const quadCount = (elements(output.shape) / outChannels) * quads(outChannels);
    const { row, along, layers } = wrapped(quadCount, workgroupIn(wgsl)[0]);
    const count = elements(axesOf(constants).map(({ length }) => length));
    return { wgsl, constants: {}, sizes: { count, inChannels, outChannels, quads: quadCount, row, ...constants }, workgroups: [along, layers, 1] };
  },
  reference: ({ constants }, [input]: [Float32Array]) => rearrangeReference(constants, input),
  adjoint: ({ inputs: [input], constants }, gradient, { graph, name }) =>
    [graph.step(rearrangeOp, name, [gradient], (input as Value).shape, inverse(constants))],
};

/** How an image's numbers change places. */
export interface Rearrangement {
  /** What the input's axes but the first are seen as, outermost first: [H, W, C], or [H, W, 2, C/2]. */
  readonly view: Shape;
  /** Which of these comes at each place. */
  readonly order: readonly number[];
  /** What they are then, without the first axis. */
  readonly shape: Shape;
}

/**
 * [N, …] → [N, …shape]: every image's numbers with their axes in another order. Whatever ONNX' Reshape and Transpose make of an image.
 * @throws GraphError "graph-shape" for another number of elements; "attribute" for what is no order, and where it takes more than six axes
 * @example
 * ```ts
 * import { Graph, rearrange, runByReferences } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * const image = graph.input("image", [1, 1, 2, 2]);
 * const first = rearrange(graph, "channels first", image, { view: [1, 2, 2], order: [2, 0, 1], shape: [2, 1, 2] });
 * runByReferences(graph, [first], { image: Float32Array.of(1, 2, 3, 4) }); // → { "channels first": Float32Array.of(1, 3, 2, 4) }
 * ```
 */
export function rearrange(graph: Graph, name: string, input: Value, { view, order, shape }: Rearrangement): Value {
  const [images = 1, ...rest] = input.shape;
  if (elements(view) !== elements(rest) || elements(shape) !== elements(rest)) {
    throw new GraphError("graph-shape", `graph: "${name}" sees [${rest.join(", ")}] as [${view.join(", ")}] and makes [${shape.join(", ")}] of it; expected ${elements(rest)} numbers.`);
  }
  const axes = order.map((axis): Axis => ({ length: view[axis] ?? NaN, step: elements(view.slice(axis + 1)) }));
  const moved = joined(axes);
  if (order.length !== view.length || new Set(order).size !== order.length || axes.some(({ length }) => Number.isNaN(length)) || moved.length > AXES.length) {
    throw new GraphError("attribute", `graph: "${name}" puts the axes of [${view.join(", ")}] in the order [${order.join(", ")}]; expected each of them once, and at most ${AXES.length} that part.`);
  }
  return graph.step(rearrangeOp, name, [input], [images, ...shape], attributesOf(moved));
}
