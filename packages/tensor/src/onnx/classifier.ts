// The end of a network: its logits as a row, and what a class map takes apart.
import { quote } from "../checkpoint/cursor.ts";
import type { Graph, Value } from "../graph/graph.ts";
import { lastAxis } from "../graph/shapes.ts";
import { linearOp } from "../ops/linear/linear.ts";
import { reshape } from "../ops/reshape/reshape.ts";
import { refused } from "./errors.ts";
import { type Placed, shapeOf } from "./placed.ts";
import { listed } from "./shape_arithmetic.ts";

/** The end of a network that a class map takes apart. */
export interface OnnxClassifier {
  readonly features: Value; // [1, h, w, K]
  readonly weights: Value; // [K, classes]
  readonly bias: Value; // [classes]
}

/** [1, classes] */
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

export function classifierOf({ steps }: Graph, logits: Value): OnnxClassifier | undefined {
  const maker = (value: Value | undefined) => steps.find(({ output }) => output === value);
  const last = maker(logits);
  const [pooled, weights, bias] = last?.inputs ?? [];
  const pool = maker(pooled);
  const [features] = pool?.inputs ?? [];
  return last?.op === linearOp && pool?.op.name === "global_average_pool" && features && weights && bias
    ? { features, weights, bias }
    : undefined;
}
