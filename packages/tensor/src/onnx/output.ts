// Which output of a model is explained, where its logits are, and which nodes lead to it.
import { quote } from "../checkpoint/cursor.ts";
import { CheckpointError } from "../graph/errors.ts";
import { refused } from "./errors.ts";
import type { OnnxModel, OnnxNode } from "./model.ts";

/** The tensor that holds the logits. */
export interface LogitsOutput {
  readonly name: string;
  readonly skipped: readonly string[];
}

/** What makes probabilities of logits. The logits are explained: probabilities say the same, and their gradients fade where a class is certain. */
const endings = ["Softmax", "LogSoftmax", "Sigmoid"];

/** @throws CheckpointError "checkpoint-unsupported" where there are several outputs and none is named, or none of that name */
export function outputOf(model: OnnxModel, wanted: string | undefined): LogitsOutput {
  const names = model.outputs.map(({ name }) => name);
  const [only = "", ...others] = names;
  const among = `the file has ${names.slice(0, 16).map(quote).join(", ")}${names.length > 16 ? ", …" : ""}`;
  if (names.length === 0) {
    throw new CheckpointError("checkpoint-empty", "ONNX: the graph has no output. Is it the whole file?");
  }
  if (wanted === undefined && others.length > 0) {
    throw refused(`several outputs; ${among}. Say which one holds a number for each class.`);
  }
  if (wanted !== undefined && !names.includes(wanted)) throw refused(`there is no output ${quote(wanted)}; ${among}.`);
  const makers = new Map(model.nodes.flatMap((node) => node.outputs.slice(0, 1).map((name) => [name, node] as const)));
  const skipped: string[] = [];
  let name = wanted ?? only;
  for (
    let maker = makers.get(name);
    maker?.domain === "" && [...endings, "Identity"].includes(maker.op);
    maker = makers.get(name)
  ) {
    if (endings.includes(maker.op)) skipped.unshift(maker.op);
    name = maker.inputs[0] ?? "";
  }
  return { name, skipped };
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
