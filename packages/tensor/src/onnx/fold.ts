// Operators on numbers that are known: what exporters compute of shapes, and what they do to weights.
// Source  onnx/docs/Operators.md; what moved from an attribute to an input is said by the opset where it did.
import { elements } from "../graph/graph.ts";
import { floatAttribute, floatsAttribute, intAttribute, intsAttribute, tensorAttribute } from "./attributes.ts";
import { type Constant, constantOf, fewNumbers, type FoldCall, known, made, withShape } from "./constant.ts";
import { arithmetic } from "./fold_arithmetic.ts";
import { reductions } from "./fold_reduce.ts";
import { contradiction, unsupported } from "./refusal.ts";
import { axisOf, movedAxes, permutation, reshaped, sliceRanges, squeezed, unsqueezed } from "./shape_arithmetic.ts";

/** What a node makes of inputs that are all known. */
export type Fold = (call: FoldCall) => Constant;

const outputOf = ({ node }: FoldCall): string => node.outputs[0] ?? "";

/** The first input's numbers in another shape. */
const inShape = (shape: (call: FoldCall, before: readonly number[]) => readonly number[]): Fold => (call) => {
  const input = known(call, 0);
  return withShape(input, outputOf(call), shape(call, input.shape));
};

/** By op. Shape is not among them: it needs no numbers, and is answered of every value by operators/shape.ts. */
export const folds: ReadonlyMap<string, Fold> = new Map<string, Fold>([
  ["Constant", constant],
  ["ConstantOfShape", constantOfShape],
  ["Identity", inShape((_, shape) => shape)],
  [
    "Reshape",
    inShape((call, shape) =>
      reshaped(call, shape, fewNumbers(call, 1) ?? [], intAttribute(call.node, "allowzero", 0) !== 0),
    ),
  ],
  ["Squeeze", inShape((call, shape) => squeezed(call, shape, movedAxes(call, 13, fewNumbers(call, 1))))],
  ["Unsqueeze", inShape((call, shape) => unsqueezed(call, shape, movedAxes(call, 13, fewNumbers(call, 1)) ?? []))],
  ["Flatten", inShape((call, shape) => flattened(call, shape))],
  ["Transpose", transpose],
  ["Concat", concat],
  ["Gather", gather],
  ["Slice", slice],
  ["Range", range],
  ["DequantizeLinear", dequantise],
  ...arithmetic,
  ...reductions,
]);

/** Two axes: those before `axis`, and the others. */
export function flattened(call: FoldCall, shape: readonly number[]): readonly number[] {
  const given = intAttribute(call.node, "axis", 1);
  const axis = given === shape.length ? given : axisOf(call, given, shape.length);
  return [elements(shape.slice(0, axis)), elements(shape.slice(axis))];
}

function constant(call: FoldCall): Constant {
  const { node } = call;
  const tensor = tensorAttribute(node, "value");
  if (tensor) return { ...constantOf(tensor), name: outputOf(call) };
  const [floats, ints] = [floatsAttribute(node, "value_floats"), intsAttribute(node, "value_ints")];
  if (floats) return made(call, [floats.length], false, () => Float64Array.from(floats));
  if (ints) return made(call, [ints.length], true, () => Float64Array.from(ints));
  const scalar = node.attributes.has("value_float") ? floatAttribute(node, "value_float", 0) : undefined;
  const integer = node.attributes.has("value_int") ? intAttribute(node, "value_int", 0) : undefined;
  const value = scalar ?? integer;
  if (value === undefined) {
    throw unsupported(call, "holds text or a sparse tensor", "Export the model with dense numbers.");
  }
  return made(call, [], integer !== undefined, () => Float64Array.of(value));
}

function constantOfShape(call: FoldCall): Constant {
  const shape = fewNumbers(call, 0) ?? [];
  if (shape.length > 32 || !shape.every((length) => Number.isSafeInteger(length) && length >= 0)) {
    throw contradiction(call, `makes the shape [${shape.slice(0, 8).join(", ")}]`);
  }
  const value = tensorAttribute(call.node, "value");
  if (value && elements(value.shape) !== 1) throw contradiction(call, "fills with more than one number");
  return made(
    call,
    shape,
    value?.kind === "integer",
    (length) => new Float64Array(length).fill(value?.exact()[0] ?? 0),
  );
}

/** Row-major: how far apart neighbours along each axis lie. */
const stridesOf = (shape: readonly number[]): number[] => shape.map((_, axis) => elements(shape.slice(axis + 1)));

/** Numbers of `from` that lie at `start` plus a whole number of steps along each axis. */
function picked(from: Float64Array, start: number, shape: readonly number[], steps: readonly number[]): Float64Array {
  const into = new Float64Array(elements(shape));
  const index = shape.map(() => 0);
  for (let to = 0, at = start; to < into.length; to++) {
    into[to] = from[at] as number;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += steps[axis] as number;
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < (shape[axis] as number)) break;
      at -= (steps[axis] as number) * (shape[axis] as number);
      index[axis] = 0;
    }
  }
  return into;
}

function transpose(call: FoldCall): Constant {
  const input = known(call, 0);
  const order = permutation(call, input.shape.length);
  const strides = stridesOf(input.shape);
  const shape = order.map((axis) => input.shape[axis] as number);
  return made(
    call,
    shape,
    input.integer,
    () => picked(input.exact(), 0, shape, order.map((axis) => strides[axis] as number)),
  );
}

function concat(call: FoldCall): Constant {
  const parts = call.inputs.map((_, at) => known(call, at));
  const first = known(call, 0);
  const axis = axisOf(call, intAttribute(call.node, "axis", call.opset < 4 ? 1 : NaN), first.shape.length);
  const fits = parts.every(({ shape }) =>
    shape.length === first.shape.length && shape.every((length, at) => at === axis || length === first.shape[at]),
  );
  if (!fits) {
    throw contradiction(
      call,
      `joins shapes that differ: ${parts.slice(0, 8).map(({ shape }) => `[${shape.join(", ")}]`).join(" and ")}`,
    );
  }
  const length = parts.reduce((sum, { shape }) => sum + (shape[axis] as number), 0);
  const rows = elements(first.shape.slice(0, axis));
  return made(call, first.shape.with(axis, length), first.integer, (count) => {
    const into = new Float64Array(count);
    let column = 0;
    for (const numbers of parts.map((part) => part.exact())) {
      const width = numbers.length / Math.max(rows, 1);
      for (let row = 0; row < rows; row++) {
        into.set(numbers.subarray(row * width, (row + 1) * width), (row * count) / rows + column);
      }
      column += width;
    }
    return into;
  });
}

function gather(call: FoldCall): Constant {
  const [input, indices] = [known(call, 0), known(call, 1)];
  const axis = axisOf(call, intAttribute(call.node, "axis", 0), input.shape.length);
  const [length, width] = [input.shape[axis] as number, elements(input.shape.slice(axis + 1))];
  const shape = [...input.shape.slice(0, axis), ...indices.shape, ...input.shape.slice(axis + 1)];
  return made(call, shape, input.integer, (count) => {
    const [from, at, into] = [input.exact(), indices.exact(), new Float64Array(count)];
    const rows = elements(input.shape.slice(0, axis));
    for (let row = 0, to = 0; row < rows; row++) {
      for (const index of at) {
        const start = (row * length + axisOf(call, index, length)) * width;
        into.set(from.subarray(start, start + width), to);
        to += width;
      }
    }
    return into;
  });
}

function slice(call: FoldCall): Constant {
  const input = known(call, 0);
  const told = (at: number, name: string): readonly number[] | undefined => // an attribute before opset 10; there were no steps
    (call.opset < 10 ? intsAttribute(call.node, name) : fewNumbers(call, at));
  const [shape, strides] = [[...input.shape], stridesOf(input.shape)];
  let first = 0;
  const asked = {
    starts: told(1, "starts") ?? [], ends: told(2, "ends") ?? [], axes: told(3, "axes"), steps: told(4, "steps"),
  };
  for (const { axis, start, count, step } of sliceRanges(call, input.shape, asked)) {
    shape[axis] = count;
    first += start * (strides[axis] as number);
    strides[axis] = step * (strides[axis] as number);
  }
  return made(call, shape, input.integer, () => picked(input.exact(), first, shape, strides));
}

function range(call: FoldCall): Constant {
  const [start = NaN, limit = NaN, step = NaN] = [0, 1, 2].map((at) => known(call, at).exact()[0]);
  const count = Math.max(0, Math.ceil((limit - start) / step));
  if (!Number.isSafeInteger(count)) throw contradiction(call, `counts from ${start} to ${limit} by ${step}`);
  return made(
    call,
    [count],
    known(call, 0).integer,
    (length) => Float64Array.from({ length }, (_, at) => start + at * step),
  );
}

/** (x − zero point) · scale, each of them one, or one for each index along an axis. */
function dequantise(call: FoldCall): Constant {
  const [input, scale] = [known(call, 0), known(call, 1)];
  const zero = call.inputs[2];
  if (intAttribute(call.node, "block_size", 0) !== 0) {
    throw unsupported(call, "has a scale for every block", "Export the model in float32 or float16.");
  }
  const perAxis = elements(scale.shape) !== 1;
  const axis = perAxis ? axisOf(call, intAttribute(call.node, "axis", 1), input.shape.length) : 0;
  const length = perAxis ? input.shape[axis] as number : 1;
  if (elements(scale.shape) !== length || (zero && elements(zero.shape) !== length)) {
    throw contradiction(call, `has ${elements(scale.shape)} scales, where ${length} are expected`);
  }
  const width = perAxis ? elements(input.shape.slice(axis + 1)) : elements(input.shape);
  return made(call, input.shape, false, () => {
    const [factors, zeros] = [scale.exact(), zero?.exact()];
    return input.exact().map((x, at) => {
      const index = Math.floor(at / width) % length;
      return (x - (zeros?.[index] ?? 0)) * (factors[index] as number);
    });
  });
}
