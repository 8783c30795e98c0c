// What an operator is given when its node is put onto the graph, and how it takes its inputs: as tensors of the network, or as
// numbers that are known.
import { numbersIn } from "../checkpoint/checkpoint.ts";
import { elements, type Graph, type Value } from "../graph/graph.ts";
import type { Numbers } from "../graph/parameter.ts";
import type { OnnxNode } from "./model.ts";
import { type Constant, fewNumbers, type FoldCall } from "./constant.ts";
import { type AxisGroups, CHANNELS_FIRST, liesAs, type Placed, shapeOf } from "./placed.ts";
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
  /** The only node that reads the output, with its operands, unless the output is one of the network's. */
  readonly reader: () =>
    | { readonly node: OnnxNode; readonly operands: readonly (OnnxOperand | undefined)[] }
    | undefined;
  /** Says that a node is done with: `result` is its output. */
  readonly finish: (node: OnnxNode, result: Placed) => void;
}

/** Parameters by name, so that a tensor that two nodes read is one. */
export type ParameterNames = Map<string, Value>;

/** Puts a node onto the graph; what comes back is its first output. */
export type Operator = (call: OperatorCall) => OnnxOperand;

export const isPlaced = (operand: OnnxOperand | undefined): operand is Placed =>
  operand !== undefined && "axes" in operand;

/** The name of what a node makes. */
export const outputName = ({ node }: OperatorCall): string => node.outputs[0] ?? "";

/** An input that the network computes. */
export function tensorAt(call: OperatorCall, at: number): Placed {
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

/** An image whose axes lie as the engine computes them: ONNX [N, C, H, W]. */
export function imageAt(call: OperatorCall, at: number): Placed {
  const tensor = tensorAt(call, at);
  if (tensor.axes.length !== 4 || tensor.value.shape.length !== 4) {
    throw unsupported(
      call,
      `reads [${listed(shapeOf(tensor))}]; expected an image's four axes`,
      "Networks for two-dimensional images are computed: not sound, volumes or text.",
    );
  }
  if (liesAs(tensor, CHANNELS_FIRST)) return tensor;
  throw unsupported(
    call,
    `reads axes in another order than [images, channels, height, width]: [${listed(shapeOf(tensor))}]`,
    "The Transpose before it moves something else.",
  );
}

/** What lies as an input did. */
export const like = ({ axes }: { readonly axes: AxisGroups }, value: Value): Placed => ({ value, axes });
