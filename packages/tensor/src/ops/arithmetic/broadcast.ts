// Broadcasting: which number of an operand counts where, and its adjoint, a sum. Shader broadcast_adjoint.wgsl.
//
// Shapes    every array is seen as [N, P, C], where P = H·W are a map's positions; an axis of length 1 counts for all of the result's.
//           [N, C] is [N, 1, C], as pooling leaves it; [C] is [1, 1, C], and a single number [1, 1, 1].
import { GraphError } from "../../graph/errors.ts";
import { elements, type Graph, type Kernel, type Op, type Shape, type Value } from "../../graph/graph.ts";
import { quads } from "../../graph/layout.ts";
import { formOf, type Parameter } from "../../graph/parameter.ts";
import { reshape } from "../reshape/reshape.ts";
import { wrapped } from "../shared/grid.ts";
import adjointWgsl from "./broadcast_adjoint.wgsl" with { type: "text" };

/** A shape of any number of axes, by images, positions and channels. */
export type Aligned = readonly [images: number, positions: number, channels: number];

/** Of a shape of any number of axes. */
export function aligned(shape: Shape): Aligned {
  const channels = shape.at(-1) ?? 1;
  const images = shape.length > 1 ? (shape[0] as number) : 1;
  return [images, elements(shape) / images / channels, channels];
}

/** What an operand may be: an array or a number. */
export type ArithmeticOperand = Value | number;

const shapeOf = (operand: ArithmeticOperand): Shape => (typeof operand === "number" ? [1] : operand.shape);

/**
 * The shape of what is made of two arrays.
 * @throws GraphError "graph-shape" where they do not fit
 */
export function broadcastShape(name: string, ...operands: readonly [ArithmeticOperand, ArithmeticOperand]): Shape {
  const [wide, narrow] = operands.map(shapeOf).toSorted((a, b) => b.length - a.length) as [Shape, Shape];
  const raised = raisedTo(wide, narrow);
  const shape = wide.map((length, axis) => Math.max(length, raised[axis] as number));
  const whole = aligned(shape);
  const byAxis = [wide, raised].every((own) => own.every((length, axis) => length === 1 || length === shape[axis]));
  const byPosition = [wide, narrow].every((own) => aligned(own).every((length, axis) => length === 1 || length === whole[axis]));
  if (byAxis && byPosition) return shape;
  throw new GraphError(
    "graph-shape",
    `graph: "${name}" is made of ${operands.map((operand) => `[${shapeOf(operand).join(", ")}]`).join(" and ")}; each axis must be as long in both or 1, height and width together.`,
  );
}

/** `narrow` with as many axes as `wide`; of three their positions are counted along one, and are `wide`'s. */
function raisedTo(wide: Shape, narrow: Shape): Shape {
  if (narrow.length === wide.length) return narrow;
  const [images, , channels] = aligned(narrow);
  const between = wide.slice(1, -1);
  return [...(wide.length > 1 ? [images] : []), ...(narrow.length === 3 ? between : between.map(() => 1)), channels];
}

/** A shape's offsets, in whatever is counted along its channels: 0 along an axis of length 1. */
export interface Offsets {
  readonly image: number;
  readonly position: number;
  readonly channel: number;
}

/** @param perPosition what lies between two positions: channels on the CPU, quads on a GPU */
export function offsetsOf([images, positions, channels]: Aligned, whole: Aligned, perPosition: number): Offsets {
  return {
    image: images > 1 ? positions * perPosition : 0,
    position: positions > 1 ? perPosition : 0,
    channel: Number(channels === whole[2]),
  };
}

/**
 * As a Value whose positions lie as those of an array: a parameter's last two axes are padded (layout.ts), so that one with positions of
 * its own has them counted along one axis.
 * @throws GraphError "graph-shape" for a parameter of several images
 */
export function operandOf(graph: Graph, name: string, operand: ArithmeticOperand): Value {
  if (typeof operand === "number") return graph.parameter(`${name} (${operand})`, [1], Float32Array.of(operand));
  const parameter = graph.parameters.get(operand);
  if (!parameter) return operand;
  const [images, positions, channels] = aligned(operand.shape);
  if (images === 1 && positions === 1) return operand;
  if (images === 1) return graph.parameter(`${name} (${operand.name})`, [1, positions, channels], inOneAxis(parameter));
  throw new GraphError("graph-shape", `graph: "${name}" is made of the parameter "${operand.name}" [${operand.shape.join(", ")}]; one for all images is expected: 1 in front.`);
}

const inOneAxis = (parameter: Parameter): Parameter =>
  formOf(parameter, "positions in one axis", () => ({ length: parameter.length, write: (into) => parameter.write(into) }));

/** The sums, in float64. @returns like `operand` */
function broadcastAdjointReference(whole: Aligned, operand: Aligned, gradient: Float32Array): Float32Array {
  const { image, position, channel } = offsetsOf(operand, whole, operand[2]);
  const sums = new Float64Array(operand[0] * operand[1] * operand[2]);
  const [images, positions, channels] = whole;
  for (let n = 0, at = 0; n < images; n++) {
    for (let p = 0; p < positions; p++) {
      const into = n * image + p * position;
      for (let c = 0; c < channels; c++, at++) sums[into + c * channel] = (sums[into + c * channel] as number) + (gradient[at] as number);
    }
  }
  return Float32Array.from(sums);
}

export const broadcastAdjointOp: Op = {
  name: "broadcast_adjoint",
  kernel: ({ inputs: [gradient], output }): Kernel => {
    const [images, positions, channels] = aligned((gradient as Value).shape);
    const [outImages, outPositions, outChannels] = aligned(output.shape);
    const count = outImages * outPositions * quads(outChannels);
    const { row, along, layers } = wrapped(count, 1); // a workgroup each
    return {
      wgsl: adjointWgsl,
      constants: {
        QUADS: count, ROW: row, IMAGES: images, POSITIONS: positions, CHANNELS: channels,
        OUT_IMAGES: outImages, OUT_POSITIONS: outPositions, OUT_CHANNELS: outChannels,
      },
      workgroups: [along, layers, 1],
    };
  },
  reference: ({ inputs: [value], output }, [gradient]: [Float32Array]) =>
    broadcastAdjointReference(aligned((value as Value).shape), aligned(output.shape), gradient),
};

/** What flows back into an operand: the gradient itself where nothing was broadcast, on the operand's axes. */
export function broadcastAdjoint(graph: Graph, name: string, gradient: Value, operand: Value): Value {
  if (gradient.shape.join() === operand.shape.join()) return gradient;
  if (elements(gradient.shape) === elements(operand.shape)) return reshape(graph, name, gradient, operand.shape);
  return graph.step(broadcastAdjointOp, name, [gradient], operand.shape);
}
