// What an operator is given when its node is put onto the graph, and how it takes its inputs: as tensors of the network, or as
// numbers that are known.
import { numbersIn } from "../checkpoint/checkpoint.ts";
import { elements, type Graph, type Value } from "../graph/graph.ts";
import type { Numbers } from "../graph/parameter.ts";
import { reshape } from "../ops/reshape/reshape.ts";
import type { OnnxNode } from "./model.ts";
import { type Constant, fewNumbers, type FoldCall } from "./constant.ts";
import { asImage, withLast } from "./layout.ts";
import { CHANNELS_FIRST, isWhole, liesAs, type Placed, placed, shapeOf } from "./placed.ts";
import { unsupported } from "./refusal.ts";
import { listed } from "./shape_arithmetic.ts";

/** What a name of the file stands for. */
export type OnnxOperand = Placed | Constant;

/** One node, with its inputs. */
export interface OperatorCall extends FoldCall {
  readonly node: OnnxNode;
  readonly graph: Graph;
  /** As `inputs`, those that the network computes too. */
  readonly operands: readonly (OnnxOperand | undefined)[];
  readonly parameters: ParameterNames;
  /** How many images the file is made for, where it says so. */
  readonly batch: number | undefined;
  /** Of the matrix of a linear layer: a larger one is cut. */
  readonly mostBytes: number;
  /** The only node that reads what another makes, with what is there of its operands; none of the network's outputs. */
  readonly reader: (of?: OnnxNode) => OnnxReader | undefined;
  /** All that reads what a node makes. */
  readonly readersOf: (of: OnnxNode) => readonly OnnxReader[];
  /** What a name stands for, as far as it has been made. */
  readonly valueOf: (name: string) => OnnxOperand | undefined;
  /** The node that makes a value. */
  readonly maker: (name: string) => OnnxNode | undefined;
  /** A further output, such as Split has. */
  readonly give: (output: number, result: Placed) => void;
  /** Says that a node is done with: `result` is its output. */
  readonly finish: (node: OnnxNode, result: Placed) => void;
}

/** A node, and its inputs as far as they have been made. */
export interface OnnxReader {
  readonly node: OnnxNode;
  readonly operands: readonly (OnnxOperand | undefined)[];
}

/** Parameters by name, so that a tensor that two nodes read is one. */
export type ParameterNames = Map<string, Value>;

/** Puts a node onto the graph; what comes back is its first output. */
export type Operator = (call: OperatorCall) => OnnxOperand;

export const isPlaced = (operand: OnnxOperand | undefined): operand is Placed =>
  operand !== undefined && "axes" in operand;

/** The name of what a node makes. */
export const outputName = ({ node }: OperatorCall): string => node.outputs[0] ?? "";

/** An input that the network computes; channels that lie in parts are put together. */
export function tensorAt(call: OperatorCall, at: number): Placed {
  const found = viewAt(call, at);
  if (isWhole(found)) return found;
  const name = `${outputName(call)} (input ${at})`;
  return found.axes.length === 4 ? asImage(call, name, found) : withLast(call, name, found, found.axes.length - 1);
}

/** Likewise, with its channels perhaps in parts. */
export function viewAt(call: OperatorCall, at: number): Placed {
  const found = call.operands[at];
  if (isPlaced(found)) return found;
  throw unsupported(
    call,
    `has ${found ? "known numbers" : "nothing"} as input ${at}, where the network's own tensor is expected`,
    "Export the model with constant folding.",
  );
}

/** An input whose numbers the file has, of the shape (undefined: any length). */
export function constantAt(call: OperatorCall, at: number, shape?: readonly (number | undefined)[]): Constant {
  const found = call.inputs[at];
  if (!found) {
    throw unsupported(
      call,
      `has ${call.operands[at] ? "a computed tensor" : "nothing"} as input ${at}, where weights are expected`,
      "Weights must be in the file.",
    );
  }
  if (
    !shape ||
    (found.shape.length === shape.length &&
      shape.every((length, axis) => length === undefined ? found.shape[axis] !== 0 : length === found.shape[axis]))
  ) return found;
  throw unsupported(
    call,
    `has weights "${found.name.slice(0, 80)}" [${listed(found.shape)}]; expected [${
      shape.map((length) => length ?? "any").join(", ")
    }]`,
    "Do the weights belong to this network?",
  );
}

/** All numbers of an input that says how to compute; undefined where it is left out. */
export function statedNumbers(call: OperatorCall, at: number): number[] | undefined {
  if (!isPlaced(call.operands[at])) return fewNumbers(call, at);
  throw unsupported(
    call,
    `is told by input ${at} what is not known before anything runs`,
    "Export the model with a fixed size, and with constant folding.",
  );
}

/** The parameter that a constant becomes; once for each form. @param form all that `numbers` depends on beside the constant */
export function parameterOfConstant(
  { graph, parameters }: OperatorCall,
  { name }: Constant,
  form: string,
  shape: readonly number[],
  numbers: () => Numbers,
): Value {
  const key = form === "" ? name : `${name} (${form})`;
  const known = parameters.get(key);
  if (known && known.shape.join() === shape.join()) return known;
  const value = graph.parameter(known || key === "" ? `${key} [${parameters.size}]` : key, shape, numbers());
  parameters.set(key, value);
  return value;
}

/** [length], as it is in the file, whatever its axes. */
export function vectorOf(call: OperatorCall, constant: Constant): Value {
  const length = elements(constant.shape);
  return parameterOfConstant(
    call,
    constant,
    "",
    [length],
    () => ({ length, write: (into) => into.set(numbersIn(constant.tensor, 0, length)) }),
  );
}

/** A vector of one number, of a name of its own. */
export const filled = ({ graph }: OperatorCall, name: string, length: number, number = 0): Value =>
  graph.parameter(name, [length], { length, write: (into) => void into.fill(number) });

/** The longest side of an image, its padding included: what windows are counted along. */
export const LONGEST = 2 ** 14;

/** Whole numbers that an image's sides may be moved or cut by. */
export function requireShort(call: OperatorCall, numbers: readonly number[]): void {
  if (numbers.every((number) => Number.isInteger(number) && Math.abs(number) <= LONGEST)) return;
  throw unsupported(call, `has sides or steps of [${listed(numbers)}]`, `Whole numbers up to ${LONGEST} are computed.`);
}

/**
 * An image whose axes lie as the engine computes them: ONNX [N, C, H, W], and what is computed of it. What was pooled to a row is one of
 * one pixel, and a signal [N, C, L] one of one row.
 */
export function overImage(call: OperatorCall, compute: (image: Placed) => Placed): Placed {
  const tensor = tensorAt(call, 0);
  const [images = 1, channels = 1, ...more] = tensor.value.shape;
  if (more.length === 0 && liesAs(tensor, [[0], [1], [], []])) {
    const value = reshape(call.graph, `${outputName(call)} (image)`, tensor.value, [images, 1, 1, channels]);
    return compute(placed(value, CHANNELS_FIRST));
  }
  if (tensor.axes.length === 4) return compute(asImage(call, `${outputName(call)} (image)`, tensor));
  if (tensor.axes.length === 3) {
    const signal = { ...tensor, axes: tensor.axes.toSpliced(2, 0, []) };
    const result = compute(asImage(call, `${outputName(call)} (image)`, signal));
    return { ...result, axes: result.axes.toSpliced(2, 1) };
  }
  throw unsupported(
    call,
    `reads [${listed(shapeOf(tensor))}]; expected an image's four axes`,
    "Networks for two-dimensional images are computed.",
  );
}

/** What lies as an input did: none of its axes may have become longer than 1. */
export const like = (
  input: Placed,
  value: Value,
): Placed => (isWhole(input) ? placed(value, input.axes) : { ...input, value });
