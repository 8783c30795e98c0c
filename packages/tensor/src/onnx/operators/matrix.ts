// A product with a matrix of the file: Gemm, and MatMul, whose bias is the Add behind it.
//
// Where an image was flattened before it, the image stays as it lies, and the matrix is put into its order.
import { numbersIn } from "../../checkpoint/checkpoint.ts";
import { elements, type Value } from "../../graph/graph.ts";
import { type Numbers, parameterOfRows } from "../../graph/parameter.ts";
import { imageShape } from "../../graph/shapes.ts";
import { broadcastAdd } from "../../ops/arithmetic/arithmetic.ts";
import { concat } from "../../ops/concat/concat.ts";
import { linear } from "../../ops/linear/linear.ts";
import { type OutputPart, outputParts } from "../../ops/linear/parts.ts";
import { flatten } from "../../ops/reshape/reshape.ts";
import { floatAttribute, intAttribute } from "../attributes.ts";
import {
  constantAt,
  filled,
  isPlaced,
  type OperatorCall,
  like,
  outputName,
  parameterOfConstant,
  vectorOf,
  viewAt,
} from "../call.ts";
import type { Constant } from "../constant.ts";
import { withLast } from "../layout.ts";
import { isChannels, isWhole, liesAs, type Placed, placed, shapeOf } from "../placed.ts";
import { contradiction, unsupported } from "../refusal.ts";
import { listed } from "../shape_arithmetic.ts";
import { alongside } from "./broadcasting.ts";

type Pair = readonly [number, number];

/** y = factor · x · matrix + biasFactor · bias */
interface Product {
  readonly matrix: Constant;
  readonly transposed: boolean; // [out, in], as PyTorch keeps it
  readonly factor: number;
  readonly bias: Constant | undefined;
  readonly biasFactor: number;
  readonly name: string;
}

export function gemm(call: OperatorCall): Placed {
  const given = viewAt(call, 0);
  const input = intAttribute(call.node, "transA", 0) === 0 ? given : { ...given, axes: given.axes.toReversed() };
  const matrix = constantAt(call, 1, [undefined, undefined]);
  const transposed = intAttribute(call.node, "transB", 0) !== 0;
  const name = outputName(call);
  const common = { matrix, transposed, factor: floatAttribute(call.node, "alpha", 1) };
  const [bias, biasFactor] = [call.operands[2] && constantAt(call, 2), floatAttribute(call.node, "beta", 1)];
  const cout = matrix.shape[transposed ? 0 : 1] as number;
  const byColumn = !bias || elements(bias.shape) === 1 || (elements(bias.shape) === cout && bias.shape.at(-1) === cout);
  if (byColumn) return product(call, input, { ...common, bias, biasFactor, name });
  const rows = product(call, input, { ...common, bias: undefined, biasFactor: 0, name: `${name} (product)` });
  const added = { ...bias, exact: () => bias.exact().map((x) => x * biasFactor) };
  return like(rows, broadcastAdd(call.graph, name, rows.value, alongside(call, rows, added, "bias")));
}

export function matMul(call: OperatorCall): Placed {
  const input = viewAt(call, 0);
  const matrix = matrixOf(call);
  const common = { matrix, transposed: false, factor: 1, biasFactor: 1 };
  const reader = call.reader();
  const bias = reader?.node.op === "Add" && reader.node.domain === ""
    ? reader.operands.find((operand): operand is Constant => operand !== undefined && !isPlaced(operand))
    : undefined;
  const byColumn = bias && elements(bias.shape) === matrix.shape[1] && bias.shape.at(-1) === matrix.shape[1];
  if (!reader || !bias || !byColumn) {
    return product(call, input, { ...common, bias: undefined, name: outputName(call) });
  }
  const output = product(call, input, { ...common, bias, name: reader.node.outputs[0] ?? "" });
  call.finish(reader.node, output);
  return output;
}

/** Of MatMul: known numbers, and not two tensors of the network, as attention multiplies. */
function matrixOf(call: OperatorCall): Constant {
  if (isPlaced(call.operands[1])) {
    throw unsupported(call, "multiplies two tensors that the network computes", "Products with known matrices are computed; attention is not.");
  }
  return constantAt(call, 1, [undefined, undefined]);
}

function product(call: OperatorCall, input: Placed, wanted: Product): Placed {
  const { matrix, transposed, name } = wanted;
  const [rows, columns] = matrix.shape as [number, number];
  const [cin, cout] = transposed ? [columns, rows] : [rows, columns];
  const last = input.axes.length - 1;
  if (last < 1 || shapeOf(input)[last] !== cin) {
    throw contradiction(call, `multiplies [${listed(shapeOf(input))}] by a matrix for ${cin} numbers`);
  }
  if (isChannels(input, last)) {
    const value = inParts(call, wanted, [cin, cout], input.value, undefined);
    return placed(value, input.axes.with(last, [value.shape.length - 1]));
  }
  if (input.axes.length !== 2 || input.axes[0]?.join() !== "0" || input.value.shape.length !== 4 || !isWhole(input)) {
    return product(call, withLast(call, `${name} (laid out)`, input, last), wanted);
  }
  const row = flatten(call.graph, `${name} (row)`, input.value);
  return placed(inParts(call, wanted, [cin, cout], row, input), [[0], [1]]);
}

/** [..., in] → [..., out], the outputs in as many parts as an adapter binds. @param image that was flattened, if one was */
function inParts(call: OperatorCall, wanted: Product, shape: Pair, input: Value, image: Placed | undefined): Value {
  const [cin, cout] = shape;
  const parts = outputParts(cout, cin, call.mostBytes);
  const made = parts.map((part) =>
    linear(call.graph, wanted.name + part.label, input, weightOf(call, wanted, shape, part, image), biasOf(call, wanted, cout, part)));
  return made.length === 1 ? made[0] as Value : concat(call.graph, wanted.name, made);
}

/** Where in the flattened axis the numbers of an image lie. [H, W, C] */
function offsets({ value, axes }: Placed): Uint32Array {
  const [, height, width, channels] = imageShape(value);
  const [, group = []] = axes;
  const step = (
    axis: number,
  ): number => (group.includes(axis)
    ? elements(group.slice(group.indexOf(axis) + 1).map((inner) => value.shape[inner] as number))
    : 0);
  const [y, x, c] = [step(1), step(2), step(3)];
  return Uint32Array.from(
    { length: height * width * channels },
    (_, at) => Math.floor(at / (width * channels)) * y + (Math.floor(at / channels) % width) * x + (at % channels) * c,
  );
}

/** [in, outputs of the part]. @param image that was flattened, if one was */
function weightOf(call: OperatorCall, { matrix, transposed, factor }: Product, [cin, cout]: Pair, { begin, end, label }: OutputPart, image?: Placed): Value {
  const order = image ? `${image.axes[1]?.join()} of ${image.value.shape.join()}` : "";
  const count = end - begin;
  const row = (at: number, length: number): Float32Array => numbersIn(matrix.tensor, at * length, (at + 1) * length);
  const numbers = (): Numbers => {
    const taps = !image ? 1 : liesAs(image, [[0], [3, 1, 2]]) ? elements(image.value.shape.slice(1, 3)) : undefined;
    if (transposed && taps) {
      const scale = new Float64Array(count).fill(factor);
      const read = (from: number, to: number): Float32Array => numbersIn(matrix.tensor, (begin + from) * cin, (begin + to) * cin);
      return parameterOfRows({ cin: cin / taps, taps, scale, read });
    }
    const from = image && offsets(image);
    const write = (into: Float32Array): void => {
      if (!transposed) {
        for (let c = 0; c < cin; c++) into.set(row(from?.[c] ?? c, cout).subarray(begin, end).map((x) => x * factor), c * count);
        return;
      }
      for (let k = 0; k < count; k++) {
        const weights = row(begin + k, cin);
        for (let c = 0; c < cin; c++) into[c * count + k] = (weights[from?.[c] ?? c] as number) * factor;
      }
    };
    return { length: cin * count, write };
  };
  return parameterOfConstant(call, matrix, `matrix ${Number(transposed)} ${factor} ${order}${label}`, [cin, count], numbers);
}

/** [outputs of the part] */
function biasOf(call: OperatorCall, { bias, biasFactor, name }: Product, cout: number, { begin, end, label }: OutputPart): Value {
  const count = end - begin;
  if (!bias || biasFactor === 0) return filled(call, `${name} (no bias)${label}`, count);
  if (elements(bias.shape) === 1) return filled(call, `${name} (bias)${label}`, count, (bias.exact()[0] as number) * biasFactor);
  if (biasFactor === 1 && count === cout) return vectorOf(call, bias);
  const write = (into: Float32Array): void => into.set(bias.exact().subarray(begin, end).map((x) => x * biasFactor));
  return call.graph.parameter(`${name} (bias)${label}`, [count], { length: count, write });
}
