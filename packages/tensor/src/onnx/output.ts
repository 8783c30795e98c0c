// Which output of a model is explained, where its logits are, and which nodes lead to it.
import { quote } from "../checkpoint/cursor.ts";
import { CheckpointError } from "../graph/errors.ts";
import type { Graph, Value } from "../graph/graph.ts";
import { lastAxis } from "../graph/shapes.ts";
import { reshape } from "../ops/reshape/reshape.ts";
import { refused } from "./errors.ts";
import type { OnnxValueInfo } from "./value_info.ts";
import type { OnnxModel, OnnxNode } from "./model.ts";
import { type Placed, shapeOf } from "./placed.ts";
import { listed } from "./shape_arithmetic.ts";

/** The tensor that holds the logits. */
export interface LogitsOutput {
  readonly name: string;
  /** The output that it was found behind. */
  readonly output: string;
  /** What lies between them, in order. */
  readonly skipped: readonly string[];
}

/**
 * What makes probabilities of logits, or says which is the largest. The logits are explained: probabilities say the same, and their gradients fade where a
 * class is certain; a class has none.
 */
const endings = ["Softmax", "LogSoftmax", "Sigmoid", "ArgMax"];

/**
 * The output that is named; else the only one that may have a number for each class, or of several the one that all others lead to.
 * @throws CheckpointError "checkpoint-output" where several could be meant and none is named, or none has that name
 */
export function outputOf(model: OnnxModel, wanted: string | undefined): LogitsOutput {
  const { outputs } = model;
  if (outputs.length === 0) {
    throw new CheckpointError("checkpoint-empty", "ONNX: the graph has no output. Is it the whole file?");
  }
  const named = outputs.filter(({ name }) => wanted === undefined || name === wanted);
  if (named.length === 0) throw noSuchOutput(`there is no output ${quote(wanted ?? "")}`, outputs);
  const candidates = named.length > 1 ? named.filter(mayHoldClasses) : named;
  const makers = makersIn(model);
  const behind = candidates.map(({ name }) => logitsBehind(makers, name));
  const last = lastOf(model, behind);
  if (last) return last;
  throw noSuchOutput(
    candidates.length > 1 ? "several outputs could hold a number for each class" : "no output holds a number for each class",
    outputs,
  );
}

/** [N, classes], perhaps with axes of length 1 behind; what is not said may be so. */
function mayHoldClasses({ shape = [] }: OnnxValueInfo): boolean {
  return shape.length === 0 || (shape.length >= 2 && shape.slice(2).every((length) => length === 1));
}

/** By what nodes give first. */
type Makers = ReadonlyMap<string, OnnxNode>;

const makersIn = ({ nodes }: OnnxModel): Makers => new Map(nodes.flatMap((node) => node.outputs.slice(0, 1).map((name) => [name, node] as const)));

/** The one that all others lead to, as features lead to logits: none but what is made last can be it. */
function lastOf(model: OnnxModel, found: readonly LogitsOutput[]): LogitsOutput | undefined {
  const places = new Map(model.nodes.flatMap(({ outputs }, at) => outputs.map((name) => [name, at] as const)));
  const placeOf = ({ name }: LogitsOutput): number => places.get(name) ?? -1;
  const last = found.reduce<LogitsOutput | undefined>((latest, one) => (latest && placeOf(latest) >= placeOf(one) ? latest : one), undefined);
  if (last === undefined) return undefined;
  const read = new Set(neededFor(model, last.name).flatMap(({ inputs }) => inputs));
  return found.every(({ name }) => name === last.name || read.has(name)) ? last : undefined;
}

function logitsBehind(makers: Makers, output: string): LogitsOutput {
  const skipped: string[] = [];
  let name = output;
  for (
    let maker = makers.get(name);
    maker?.domain === "" && [...endings, "Identity"].includes(maker.op);
    maker = makers.get(name)
  ) {
    if (endings.includes(maker.op)) skipped.unshift(maker.op);
    name = maker.inputs[0] ?? "";
  }
  return { name, output, skipped };
}

const most = 16; // that a message lists

function noSuchOutput(problem: string, outputs: readonly OnnxValueInfo[]): CheckpointError {
  const spelled = ({ name, shape }: OnnxValueInfo): string => quote(name) + (shape?.length ? ` [${shape.map((length) => length ?? "?").join(", ")}]` : "");
  const all = outputs.slice(0, most).map(spelled).join(", ");
  return new CheckpointError(
    "checkpoint-output",
    `ONNX: ${problem}; the file has ${all}${outputs.length > most ? ", …" : ""}. Name one that holds a number for each class: --output NAME.`,
  );
}

/** The nodes that `output` depends on, in order. Others may compute what they like. */
export function neededFor({ nodes }: OnnxModel, output: string): OnnxNode[] {
  const wanted = new Set([output]);
  return nodes.toReversed().filter((node) => {
    if (!node.outputs.some((name) => name !== "" && wanted.has(name))) return false;
    for (const name of node.inputs) wanted.add(name);
    return true;
  }).toReversed();
}

/** The logits on the axes that everything behind them expects, [1, classes]. @throws CheckpointError "checkpoint-unsupported" for what is no row */
export function rowOf(graph: Graph, name: string, tensor: Placed): Value {
  const { value } = tensor;
  const one = value.shape.length === 4 && value.shape[1] === 1 && value.shape[2] === 1;
  if (value.shape.length === 2) return value;
  if (one) return reshape(graph, `${name} (row)`, value, [1, lastAxis(value)]);
  throw refused(
    `the output ${quote(name)} is [${
      listed(shapeOf(tensor))
    }], not one number for each class. Choose another output, or another network.`,
  );
}
