// What an ONNX file says of itself, before it is a network: who wrote it, what goes in and comes out, and which operators it uses.
import type { NamedShape, OperatorUse, OwnNetworkFacts } from "../checkpoint/checkpoint.ts";
import { elements } from "../graph/graph.ts";
import { tensorAttribute } from "./attributes.ts";
import { folds } from "./fold.ts";
import type { OnnxValueInfo } from "./value_info.ts";
import type { OnnxModel, OnnxNode } from "./model.ts";
import { operators } from "./operators/table.ts";

export function factsOf({ producer, producerVersion, opset, inputs, outputs, nodes }: OnnxModel): OwnNetworkFacts {
  return {
    writtenBy: `${producer} ${producerVersion}`.trim(),
    opset,
    inputs: inputs.map(shapeOf),
    outputs: outputs.map(shapeOf),
    constants: constantsIn(nodes),
    operators: usesIn(nodes),
  };
}

const shapeOf = ({ name, shape }: OnnxValueInfo): NamedShape => ({ name, shape: shape?.map((length) => length ?? null) });

function constantsIn(nodes: readonly OnnxNode[]): OwnNetworkFacts["constants"] {
  const sizes = nodes.filter(({ op, domain }) => op === "Constant" && domain === "").map((node) => tensorAttribute(node, "value"))
    .map((tensor) => (tensor?.kind === "float" ? elements(tensor.shape) : 0)).filter((numbers) => numbers > 1);
  return { tensors: sizes.length, numbers: sizes.reduce((sum, numbers) => sum + numbers, 0) };
}

function usesIn(nodes: readonly OnnxNode[]): OperatorUse[] {
  const uses = new Map<string, OperatorUse>();
  for (const { op: own, domain } of nodes) {
    const op = domain === "" ? own : `${domain}.${own}`;
    uses.set(op, { op, count: 1 + (uses.get(op)?.count ?? 0), isComputed: domain === "" && (operators.has(own) || folds.has(own)) });
  }
  return [...uses.values()].sort((a, b) => b.count - a.count); // equal ones as they come in the file
}
