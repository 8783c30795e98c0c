// Numbers that are known before anything runs, by ONNX' own rules: each case is a graph whose output is left in the bias of the
// small network's last layer.
import { describe, expect, it } from "vitest";
import { CheckpointError } from "../graph/errors.ts";
import { field, onnxFileOf, smallNetwork, varint, type AttributeSpelling, type NodeSpelling, type OnnxTensorSpelling } from "../testing/onnx.ts";
import { folds } from "./fold.ts";
import { constantOf, type Constant } from "./constant.ts";
import { readOnnx } from "./model.ts";

type Tensor = Omit<OnnxTensorSpelling, "name">;
const ints = (...values: readonly number[]): Tensor => ({ shape: [values.length], ints: values });
const floats = (...values: readonly number[]): Tensor => ({ shape: [values.length], floats: values });
const counted = (...shape: readonly number[]): Tensor => ({ shape, floats: Array.from({ length: shape.reduce((product, length) => product * length, 1) }, (_, at) => at) });

/** What one node makes of tensors. */
function fold(op: string, inputs: readonly (Tensor | undefined)[], attributes: Readonly<Record<string, AttributeSpelling>> = {}, opset = 13): Constant {
  const names = inputs.map((tensor, at) => (tensor ? `input ${at}` : ""));
  const spelled: NodeSpelling = { op, inputs: names, outputs: ["made"], attributes };
  const tensors = inputs.flatMap((tensor, at) => (tensor ? [{ ...tensor, name: names[at] ?? "" }] : []));
  const { nodes: [node], initializers } = readOnnx(onnxFileOf({ ...smallNetwork, opset, nodes: [spelled], outputs: ["made"], tensors }));
  if (!node) throw new Error("no node");
  const known = names.map((name) => initializers.get(name)).map((tensor) => tensor && constantOf(tensor));
  return (folds.get(op) as NonNullable<ReturnType<typeof folds.get>>)({ node, opset, inputs: known, budget: { left: 1000 } });
}

type FoldCase = readonly [
  what: string, op: string, inputs: readonly (Tensor | undefined)[], attributes: Readonly<Record<string, AttributeSpelling>>, shape: readonly number[], numbers: readonly number[], opset?: number,
];

const cases: readonly FoldCase[] = [
  ["a tensor", "Constant", [], { value: { tensor: counted(2, 2) } }, [2, 2], [0, 1, 2, 3]],
  ["a number", "Constant", [], { value_float: { float: 1.5 } }, [], [1.5]],
  ["whole numbers", "Constant", [], { value_ints: [3, -4] }, [2], [3, -4]],
  ["zeros", "ConstantOfShape", [ints(2, 1)], {}, [2, 1], [0, 0]],
  ["a scalar of no shape", "ConstantOfShape", [ints()], { value: { tensor: ints(7) } }, [], [7]],
  ["0 and −1", "Reshape", [counted(2, 3, 4), ints(0, -1)], {}, [2, 12], Array.from({ length: 24 }, (_, at) => at)],
  ["axes from the end, before 13", "Unsqueeze", [counted(2)], { axes: [0, -1] }, [1, 2, 1], [0, 1], 11],
  ["axes as an input, from 13 on", "Unsqueeze", [counted(2), ints(1)], {}, [2, 1], [0, 1]],
  ["all axes of length 1", "Squeeze", [counted(1, 2, 1)], {}, [2], [0, 1]],
  ["one of them", "Squeeze", [counted(1, 2, 1), ints(-1)], {}, [1, 2], [0, 1]],
  ["two axes", "Flatten", [counted(2, 1, 2)], { axis: 2 }, [2, 2], [0, 1, 2, 3]],
  ["the reverse order", "Transpose", [counted(2, 3)], {}, [3, 2], [0, 3, 1, 4, 2, 5]],
  ["a permutation", "Transpose", [counted(2, 1, 3)], { perm: [2, 0, 1] }, [3, 2, 1], [0, 3, 1, 4, 2, 5]],
  ["along the last axis", "Concat", [counted(2, 1), counted(2, 2)], { axis: -1 }, [2, 3], [0, 0, 1, 1, 2, 3]],
  ["a scalar index", "Gather", [ints(5, 6, 7), { shape: [], ints: [-1] }], {}, [], [7]],
  ["rows of the second axis", "Gather", [counted(2, 3), ints(2, 0)], { axis: 1 }, [2, 2], [2, 0, 5, 3]],
  ["to the end, backwards", "Slice", [counted(5), ints(-1), ints(-9007199254740991), ints(0), ints(-2)], {}, [3], [4, 2, 0]],
  ["two axes of three", "Slice", [counted(2, 3, 2), ints(1, 0), ints(9, -1), ints(1, 2)], {}, [2, 2, 1], [2, 4, 8, 10]],
  ["by attributes, before 10", "Slice", [counted(4)], { starts: [1], ends: [-1] }, [2], [1, 2], 9],
  ["up to a limit", "Range", [{ shape: [], ints: [3] }, { shape: [], ints: [9] }, { shape: [], ints: [3] }], {}, [2], [3, 6]],
  ["broadcast", "Add", [counted(2, 1), counted(3)], {}, [2, 3], [0, 1, 2, 1, 2, 3]],
  ["whole numbers, cut", "Div", [ints(-7, 7), ints(2, 2)], {}, [2], [-3, 3]],
  ["floats, not cut", "Div", [floats(7), floats(2)], {}, [1], [3.5]],
  ["the least of three", "Min", [ints(3, 9), ints(5), ints(4, 4)], {}, [2], [3, 4]],
  ["down", "Floor", [floats(-1.5, 2.5)], {}, [2], [-2, 2]],
  ["up", "Ceil", [floats(-1.5, 2.5)], {}, [2], [-1, 3]],
  ["powers", "Pow", [floats(2, 3), floats(2)], {}, [2], [4, 9]],
  ["sizes", "Abs", [floats(-2, 3)], {}, [2], [2, 3]],
  ["e and 1", "Exp", [floats(0)], {}, [1], [1]],
  ["a logarithm", "Log", [floats(1)], {}, [1], [0]],
  ["one over", "Reciprocal", [floats(4)], {}, [1], [0.25]],
  ["halves to even", "Round", [floats(0.5, 1.5, 2.5, -1.5, 1.2)], {}, [5], [0, 2, 2, -2, 1]],
  ["signs", "Sign", [floats(-2, 0, 3)], {}, [3], [-1, 0, 1]],
  ["no negatives", "Relu", [floats(-2, 3)], {}, [2], [0, 3]],
  ["a half", "Sigmoid", [floats(0)], {}, [1], [0.5]],
  ["nothing", "Tanh", [floats(0)], {}, [1], [0]],
  ["rests of the divisor's sign", "Mod", [ints(-7, 7), ints(3, -3)], {}, [2], [2, -2]],
  ["rests of the dividend's sign", "Mod", [floats(-7, 7), floats(3, -3)], { fmod: 1 }, [2], [-1, 1]],
  ["where equal", "Equal", [ints(1, -1), ints(-1)], {}, [2], [0, 1]],
  ["where less", "Less", [ints(1, 2, 3), ints(2)], {}, [3], [1, 0, 0]],
  ["where less or equal", "LessOrEqual", [ints(1, 2, 3), ints(2)], {}, [3], [1, 1, 0]],
  ["where greater", "Greater", [ints(1, 2, 3), ints(2)], {}, [3], [0, 0, 1]],
  ["where greater or equal", "GreaterOrEqual", [ints(1, 2, 3), ints(2)], {}, [3], [0, 1, 1]],
  ["both", "And", [ints(1, 1, 0), ints(1, 0, 0)], {}, [3], [1, 0, 0]],
  ["one of both", "Or", [ints(1, 1, 0), ints(1, 0, 0)], {}, [3], [1, 1, 0]],
  ["none", "Not", [ints(1, 0)], {}, [2], [0, 1]],
  ["bounds", "Clip", [floats(-2, 0.5, 3), { shape: [], floats: [-1] }, { shape: [], floats: [1] }], {}, [3], [-1, 0.5, 1]],
  ["bounds as attributes, before 11", "Clip", [floats(-2, 3)], { min: { float: 0 } }, [2], [0, 3], 9],
  ["one or the other", "Where", [ints(1, 0), ints(5), ints(6, 7)], {}, [2], [5, 7]],
  ["sums of rows", "ReduceSum", [counted(2, 3), ints(1)], {}, [2, 1], [3, 12]],
  ["sums of columns by an attribute, before 13", "ReduceSum", [counted(2, 3)], { axes: [0], keepdims: 0 }, [3], [3, 5, 7], 11],
  ["a mean of all", "ReduceMean", [counted(2, 3)], { keepdims: 0 }, [], [2.5]],
  ["a product", "ReduceProd", [ints(2, 3, 4)], {}, [1], [24]],
  ["the largest", "ReduceMax", [counted(2, 3)], { axes: [-1] }, [2, 1], [2, 5]],
  ["the least, axes as an input, from 18 on", "ReduceMin", [counted(2, 3), ints(0)], {}, [1, 3], [0, 1, 2], 18],
  ["sizes in all", "ReduceL1", [floats(-3, 4)], {}, [1], [7]],
  ["a length", "ReduceL2", [floats(-3, 4)], {}, [1], [5]],
  ["squares in all", "ReduceSumSquare", [floats(-3, 4)], {}, [1], [25]],
  ["to a shape", "Expand", [counted(2, 1), ints(2, 1, 2)], {}, [2, 2, 2], [0, 0, 1, 1, 0, 0, 1, 1]],
  ["twice", "Tile", [counted(2, 2), ints(1, 2)], {}, [2, 4], [0, 1, 0, 1, 2, 3, 2, 3]],
  ["how many", "Size", [counted(2, 3)], {}, [], [6]],
  ["to whole numbers", "Cast", [floats(-1.5, 2.5)], { to: 7 }, [2], [-1, 2]],
  ["to truth", "Cast", [floats(0, 2.5)], { to: 9 }, [2], [0, 1]],
  ["one scale", "DequantizeLinear", [ints(1, 3), { shape: [], floats: [0.5] }, { shape: [], ints: [1] }], {}, [2], [0, 1]],
  ["a scale for each row", "DequantizeLinear", [{ shape: [2, 2], ints: [1, 2, 3, 4] }, floats(1, 10)], { axis: 0 }, [2, 2], [1, 2, 30, 40]],
];

describe("folded", () => {
  it.each(cases.map(([what, op, inputs, attributes, shape, numbers, opset]) => ({ what, op, inputs, attributes, shape, numbers, opset })))("$op: $what", ({ op, inputs, attributes, shape, numbers, opset }) => {
    const found = fold(op, inputs, attributes, opset);
    expect(found.shape).toEqual(shape);
    expect([...found.exact()].map((x) => x + 0)).toEqual(numbers);
    expect(found.tensor.data).toEqual(Float32Array.from(numbers));
    expect(found.name).toBe("made");
  });

  it.each<[string, string, readonly Tensor[], Readonly<Record<string, AttributeSpelling>>]>([
    ["an axis that is not there", "Concat", [counted(2)], { axis: 1 }],
    ["no axis", "Concat", [counted(2)], {}],
    ["an axis twice", "Unsqueeze", [counted(2), ints(0, 0)], {}],
    ["an index beyond the end", "Gather", [counted(2), ints(2)], {}],
    ["an axis that is longer", "Squeeze", [counted(2), ints(0)], {}],
    ["shapes that do not fit", "Add", [counted(2), counted(3)], {}],
    ["other numbers of elements", "Reshape", [counted(2), ints(3)], {}],
    ["two lengths that are free", "Reshape", [counted(4), ints(-1, -1)], {}],
    ["a permutation of others", "Transpose", [counted(2, 3)], { perm: [0, 0] }],
    ["steps of 0", "Slice", [counted(2), ints(0), ints(1), ints(0), ints(0)], {}],
    ["a range without end", "Range", [{ shape: [], ints: [0] }, { shape: [], ints: [1] }, { shape: [], ints: [0] }], {}],
    ["scales for other rows", "DequantizeLinear", [ints(1, 2), floats(1, 2, 3)], { axis: 0 }],
    ["an attribute of another kind", "Concat", [counted(2)], { axis: "0" }],
  ])("refuses %s (%s)", (_, op, inputs, attributes) => expect(() => fold(op, inputs, attributes)).toThrow(CheckpointError));
});

describe("numbers of every type", () => {
  const written = (type: number, bytes: Uint8Array, shape: readonly number[]): Float64Array => fold("Identity", [{ shape, type, fields: [new Uint8Array([0x4a, bytes.length, ...bytes])] }]).exact();
  const raw = (numbers: ArrayBufferView): Uint8Array => new Uint8Array(numbers.buffer);

  it.each<[string, number, Uint8Array, readonly number[]]>([
    ["float", 1, raw(Float32Array.of(1.5, -2)), [1.5, -2]],
    ["uint8", 2, Uint8Array.of(255, 1), [255, 1]],
    ["int8", 3, Uint8Array.of(255, 1), [-1, 1]],
    ["uint16", 4, raw(Uint16Array.of(65535, 1)), [65535, 1]],
    ["int16", 5, raw(Int16Array.of(-3, 1)), [-3, 1]],
    ["int32", 6, raw(Int32Array.of(-3, 1)), [-3, 1]],
    ["int64", 7, raw(BigInt64Array.of(-3n, 2n ** 40n)), [-3, 2 ** 40]],
    ["bool", 9, Uint8Array.of(0, 2), [0, 1]],
    ["float16", 10, Uint8Array.of(0x00, 0x3e, 0x00, 0xc0), [1.5, -2]],
    ["double", 11, raw(Float64Array.of(0.1, -2)), [0.1, -2]],
    ["uint32", 12, raw(Uint32Array.of(2 ** 32 - 1, 1)), [2 ** 32 - 1, 1]],
    ["uint64", 13, raw(BigUint64Array.of(2n ** 63n, 1n)), [2 ** 63, 1]],
    ["bfloat16", 16, Uint8Array.of(0xc0, 0x3f, 0x00, 0xc0), [1.5, -2]],
  ])("%s", (_, type, bytes, numbers) => expect([...written(type, bytes, [2])]).toEqual(numbers));

  const listed = (type: number, fields: readonly Uint8Array[]): Float64Array => fold("Identity", [{ shape: [3], type, fields }]).exact();
  const packed = (numbers: readonly (number | bigint)[]): Uint8Array => Uint8Array.from(numbers.flatMap((number) => [...varint(number)]));

  it.each<[string, number, readonly Uint8Array[], readonly number[]]>([
    ["floats, packed", 1, [field(4, raw(Float32Array.of(1.5, 2, 3)))], [1.5, 2, 3]],
    ["floats, one by one", 1, [1.5, 2, 3].map((float) => field(4, { float })), [1.5, 2, 3]],
    ["whole numbers, packed", 7, [field(7, packed([-1, 2 ** 40, 3]))], [-1, 2 ** 40, 3]],
    ["whole numbers, one by one", 7, [-1, 2 ** 40, 3].map((number) => field(7, number)), [-1, 2 ** 40, 3]],
    ["whole numbers in two pieces", 6, [field(5, packed([-1, 2])), field(5, packed([3]))], [-1, 2, 3]],
    ["doubles", 11, [field(10, raw(Float64Array.of(0.1, 2, 3)))], [0.1, 2, 3]],
    ["the bits of halves", 10, [field(5, packed([0x3e00, 0x4000, 0x4200]))], [1.5, 2, 3]],
    ["unsigned numbers", 13, [field(11, packed([2n ** 63n, 2, 3]))], [2 ** 63, 2, 3]],
  ])("in lists: %s", (_, type, fields, numbers) => expect([...listed(type, fields)]).toEqual(numbers));
});
