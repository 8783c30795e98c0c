// Activations that exporters write in several nodes, because ONNX had none of their own: SiLU, Mish, hard sigmoid and hard swish. The node at which
// each is met looks ahead; the others are done with.
import type { Graph, Value } from "../../graph/graph.ts";
import { hardSigmoid, hardSwish, mish, silu } from "../../ops/activation/builders.ts";
import { floatAttribute } from "../attributes.ts";
import { isPlaced, like, type OnnxReader, type OperatorCall } from "../call.ts";
import type { Placed } from "../placed.ts";
import { near, numberIn } from "./patterns.ts";

/** Nodes as one function of what the first of them reads. */
interface Pattern {
  readonly input: Placed;
  readonly nodes: readonly OnnxReader["node"][]; // behind the first
  readonly append: (graph: Graph, name: string, input: Value) => Value;
}

function finished(call: OperatorCall, { input, nodes, append }: Pattern): Placed {
  const output = like(input, append(call.graph, nodes.at(-1)?.outputs[0] ?? "", input.value));
  for (const node of nodes) call.finish(node, output);
  return output;
}

/** The only reader of a node, where it is a Mul by what the first node reads. */
function timesInput(call: OperatorCall, input: string, of = call.node): OnnxReader["node"] | undefined {
  const reader = call.reader(of);
  return reader?.node.op === "Mul" && reader.node.inputs.includes(input) ? reader.node : undefined;
}

/** x · σ(x) */
export function siluFrom(call: OperatorCall): Placed | undefined {
  const [input, name = ""] = [call.operands[0], call.node.inputs[0]];
  const product = timesInput(call, name);
  return product && isPlaced(input) ? finished(call, { input, nodes: [product], append: silu }) : undefined;
}

/** x · tanh(ln(1 + eˣ)) */
export function mishFrom(call: OperatorCall): Placed | undefined {
  const [input, name = ""] = [call.operands[0], call.node.inputs[0]];
  const tanh = call.reader();
  const product = tanh?.node.op === "Tanh" ? timesInput(call, name, tanh.node) : undefined;
  return tanh && product && isPlaced(input) ? finished(call, { input, nodes: [tanh.node, product], append: mish }) : undefined;
}

/** x · HardSigmoid(x), of α = 1/6 and β = ½ */
export function hardSwishFrom(call: OperatorCall): Placed | undefined {
  const [input, name = ""] = [call.operands[0], call.node.inputs[0]];
  const isItsOwn = near(floatAttribute(call.node, "alpha", 0.2), 1 / 6) && near(floatAttribute(call.node, "beta", 0.5), 0.5);
  const product = isItsOwn ? timesInput(call, name) : undefined;
  return product && isPlaced(input) ? finished(call, { input, nodes: [product], append: hardSwish }) : undefined;
}

/** ReLU6(x + 3) / 6 from its Add on, times x before or behind the division: hard sigmoid, hard swish. */
export function hardSigmoidFromSum(call: OperatorCall): Placed | undefined {
  const at = call.operands.findIndex(isPlaced);
  const [input, name = ""] = [call.operands[at], call.node.inputs[at]];
  if (!isPlaced(input) || !near(numberIn(call), 3)) return undefined;
  const relu6 = relu6Behind(call);
  const last = relu6?.at(-1);
  if (!relu6 || !last) return undefined;
  const first = timesInput(call, name, last);
  const sixth = call.reader(first ?? last);
  if (!isSixth(sixth)) return undefined;
  const product = first ?? timesInput(call, name, sixth.node);
  const nodes = first ? [...relu6, first, sixth.node] : [...relu6, sixth.node, ...(product ? [product] : [])];
  return finished(call, { input, nodes, append: product ? hardSwish : (...given) => hardSigmoid(...given, { alpha: 1 / 6 }) });
}

/** Clip to 0 … 6, or Relu and Min in any order, as the nodes that they are. */
function relu6Behind(call: OperatorCall): OnnxReader["node"][] | undefined {
  const first = call.reader();
  if (!first) return undefined;
  if (first.node.op === "Clip") return isToSix(call, first) ? [first.node] : undefined;
  const second = call.reader(first.node);
  const isBound = (each: OnnxReader | undefined, op: string, number: number): boolean =>
    each?.node.op === op && each.node.inputs.length === 2 && near(numberIn(each), number);
  const ofSix = [first, second].filter((each) => isBound(each, "Min", 6)).length;
  const ofZero = [first, second].filter((each) => each?.node.op === "Relu" || isBound(each, "Max", 0)).length;
  return second && ofSix === 1 && ofZero === 1 ? [first.node, second.node] : undefined;
}

function isToSix({ opset }: OperatorCall, { node, operands }: OnnxReader): boolean {
  const bound = (name: string, at: number): number | undefined => {
    return opset < 11 ? floatAttribute(node, name, NaN) : numberIn({ operands: operands.slice(at, at + 1) });
  };
  return near(bound("min", 1), 0) && near(bound("max", 2), 6);
}

function isSixth(reader: OnnxReader | undefined): reader is OnnxReader {
  if (reader?.node.op === "Mul") return near(numberIn(reader), 1 / 6);
  return reader?.node.op === "Div" && near(numberIn({ operands: reader.operands.slice(1) }), 6);
}
