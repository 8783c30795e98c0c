// Functions that exporters write in several nodes, because ONNX had none of their own then: GELU before opset 20, layer norm
// before 17. The node at which each is met looks ahead; the others are done with.
import { lastAxis } from "../../graph/shapes.ts";
import { gelu as appendGelu } from "../../ops/activation/builders.ts";
import { erf as appendErf } from "../../ops/elementary/elementary.ts";
import { layerNorm as appendLayerNorm } from "../../ops/group_norm/group_norm.ts";
import { intAttribute, intsAttribute } from "../attributes.ts";
import { filled, isPlaced, like, type OnnxReader, type OperatorCall, outputName, viewAt } from "../call.ts";
import { isChannels, type Placed } from "../placed.ts";

/**
 * (x − mean) / √(mean of (x − mean)² + ε) from its first mean on, over the channels; undefined where it is something else. Scale
 * and shift follow as a Mul and an Add.
 */
export function layerNormFrom(call: OperatorCall, input: Placed, axis: number): Placed | undefined {
  const rank = input.axes.length;
  if (axis !== rank - 1 || !isChannels(input, axis) || !isMeanOverLast(call, call, rank)) return undefined;
  const centred = call.reader();
  if (centred?.node.op !== "Sub" || centred.node.inputs[0] !== call.node.inputs[0]) return undefined;
  const [square, quotient, ...more] = call.readersOf(centred.node).toSorted((a, b) =>
    b.node.op.localeCompare(a.node.op),
  ); // Pow, Div
  const variance = square && call.reader(square.node);
  const plus = variance && call.reader(variance.node);
  const root = plus && call.reader(plus.node);
  const last = root && call.reader(root.node);
  const ops = [square, variance, plus, root, last].map((reader) => reader?.node.op).join(" ");
  const epsilon = plus && numberIn(plus);
  const fits = more.length === 0 && ops === "Pow ReduceMean Add Sqrt Div" && last?.node === quotient?.node &&
    near(square && numberIn(square), 2) && isMeanOverLast(call, variance, rank);
  if (!fits || last?.node.inputs[0] !== centred.node.outputs[0] || epsilon === undefined) return undefined;
  const name = last?.node.outputs[0] ?? "";
  const channels = lastAxis(input.value);
  const [gamma, beta] = [filled(call, `${name} (scale)`, channels, 1), filled(call, `${name} (shift)`, channels)];
  const output = like(input, appendLayerNorm(call.graph, name, input.value, { gamma, beta, epsilon }));
  for (const reader of [centred, square, variance, plus, root, last]) if (reader) call.finish(reader.node, output);
  return output;
}

/** Whether a ReduceMean is over the last axis alone, which stays. */
function isMeanOverLast({ opset }: OperatorCall, reader: OnnxReader | undefined, rank: number): boolean {
  if (!reader) return false;
  const axes = opset < 18 ? intsAttribute(reader.node, "axes") : [numberIn({ operands: reader.operands.slice(1) })];
  return axes?.length === 1 && (axes[0] === -1 || axes[0] === rank - 1) && intAttribute(reader.node, "keepdims", 1) !== 0;
}

/**
 * As exporters write GELU before opset 20: x · (1 + erf(x/√2)) / 2; else the function alone.
 * The half may come first or last; all else is in this order.
 */
export function erf(call: OperatorCall): Placed {
  const inner = call.maker(call.node.inputs[0] ?? "");
  const source = inner?.inputs.find((name) => name !== "" && isPlaced(call.valueOf(name)));
  const input = source === undefined ? undefined : call.valueOf(source);
  const scaled = inner && factorOf(call, inner);
  const plus = call.reader();
  const product = plus && call.reader(plus.node);
  if (
    !isPlaced(input) || !near(scaled, Math.SQRT1_2) || plus?.node.op !== "Add" || !near(numberIn(plus), 1) ||
    product?.node.op !== "Mul"
  ) {
    return alone(call);
  }
  const other = product.node.inputs.find((name) => name !== plus.node.outputs[0]) ?? "";
  const halved = call.maker(other);
  const first = halved?.op === "Mul" && halved.inputs.includes(source as string) && near(factorOf(call, halved), 0.5);
  const last = first ? product : call.reader(product.node);
  const isHalf = last &&
    ((last.node.op === "Mul" && near(numberIn(last), 0.5)) || (last.node.op === "Div" && near(numberIn(last), 2)));
  if (!first && !(other === source && isHalf)) return alone(call);
  const end = (last as OnnxReader).node;
  const output = like(input, appendGelu(call.graph, end.outputs[0] ?? "", input.value));
  for (const node of [plus.node, product.node, end]) call.finish(node, output);
  return output;
}

function alone(call: OperatorCall): Placed {
  const input = viewAt(call, 0);
  return like(input, appendErf(call.graph, outputName(call), input.value));
}

/** Whether a known number is this one, as a file in float16 rounds it too. */
export const near = (number: number | undefined, wanted: number): boolean =>
  number !== undefined && Math.abs(number - wanted) < 1e-4;

/** The one known number that a node reads. */
export function numberIn({ operands }: Pick<OnnxReader, "operands">): number | undefined {
  const known = operands.find((operand) => operand !== undefined && !isPlaced(operand));
  return known && !isPlaced(known) && known.shape.every((length) => length === 1) ? known.exact()[0] : undefined;
}

/** By what a Mul or a Div multiplies. */
function factorOf(call: OperatorCall, node: OnnxReader["node"]): number | undefined {
  const number = numberIn({ operands: node.inputs.map((name) => call.valueOf(name)) });
  if (node.op === "Mul") return number;
  return node.op === "Div" && number !== undefined && isPlaced(call.valueOf(node.inputs[0] ?? ""))
    ? 1 / number
    : undefined;
}
