// The nodes of a model, one after another, as steps of a graph: what each name of the file stands for.
import { quote } from "../checkpoint/cursor.ts";
import { CheckpointError, GraphError } from "../graph/errors.ts";
import { elements, type Graph, type Step, type Value } from "../graph/graph.ts";
import { BOUND_AT_ONCE } from "../ops/linear/parts.ts";
import { nodeTitle } from "./attributes.ts";
import {
  isPlaced,
  LONGEST,
  type OnnxOperand,
  type OnnxReader,
  type OperatorCall,
  type ParameterNames,
} from "./call.ts";
import { constantOf, type FoldBudget, foldBudget } from "./constant.ts";
import { folds } from "./fold.ts";
import type { OnnxModel, OnnxNode } from "./model.ts";
import { helpFor, operators } from "./operators/table.ts";
import { isMap, type Placed } from "./placed.ts";
import { unsupported } from "./refusal.ts";
import { listed } from "./shape_arithmetic.ts";

/** The largest value of a network, in numbers: beyond it no device has room. */
const LARGEST = 2 ** 31;

/** A graph while it is made. */
export interface Building {
  readonly model: OnnxModel;
  readonly graph: Graph;
  readonly values: Map<string, OnnxOperand>;
  readonly readers: ReadonlyMap<string, readonly OnnxNode[]>;
  readonly makers: ReadonlyMap<string, OnnxNode>; // of first outputs
  readonly outputNames: ReadonlySet<string>; // of the model
  readonly done: Set<OnnxNode>;
  readonly layers: Map<string, Value>;
  readonly results: NodeResult[];
  readonly nodeNames: ReadonlyMap<string, number>; // how many nodes have each
  readonly parameters: ParameterNames;
  readonly budget: FoldBudget;
  readonly batch: number | undefined;
  readonly mostBytes: number;
}

/** What was made of a node, and of those behind it that are parts of the same function. */
export interface NodeResult {
  readonly node: OnnxNode;
  readonly joined: readonly OnnxNode[];
  readonly steps: readonly Step[];
  readonly output: Placed | undefined; // undefined: known numbers
}

/** Where a graph begins. */
export interface GivenOperands {
  readonly graph: Graph;
  /** The model's inputs by their names. */
  readonly values: ReadonlyMap<string, OnnxOperand>;
  /** How many images the file is made for, where it says so. */
  readonly batch: number | undefined;
  /** Of the matrix of a linear layer, unless said what every adapter binds at once: a larger one is cut. */
  readonly mostBytes?: number | undefined;
}

/** Puts the nodes onto a graph, in their order. */
export function build(model: OnnxModel, nodes: readonly OnnxNode[], given: GivenOperands): Building {
  const building = begin(model, nodes, given);
  // First what is known of itself: patterns look ahead, and a factor may stand anywhere before the node that reads it.
  for (const node of nodes.filter(({ op }) => op === "Constant")) appendNode(building, node);
  for (const node of nodes) appendNode(building, node);
  return building;
}

function begin(model: OnnxModel, nodes: readonly OnnxNode[], { graph, values, batch, mostBytes = BOUND_AT_ONCE }: GivenOperands): Building {
  const [readers, nodeNames] = [new Map<string, OnnxNode[]>(), new Map<string, number>()];
  for (const node of nodes) {
    nodeNames.set(node.name, (nodeNames.get(node.name) ?? 0) + 1);
    for (const input of node.inputs) {
      const known = readers.get(input);
      if (known) known.push(node);
      else readers.set(input, [node]);
    }
  }
  return {
    model,
    graph,
    batch,
    mostBytes,
    readers,
    makers: new Map(nodes.flatMap((node) => node.outputs.slice(0, 1).map((made) => [made, node] as const))),
    outputNames: new Set(model.outputs.map(({ name }) => name)),
    nodeNames,
    values: new Map(values),
    done: new Set(),
    layers: new Map(),
    results: [],
    parameters: new Map(),
    budget: foldBudget(model.initializers.values()),
  };
}

function appendNode(building: Building, node: OnnxNode): void {
  if (building.done.has(node)) return;
  const operands = node.inputs.map((name) => operandOf(building, node, name));
  const [begin, joined] = [building.graph.steps.length, new Array<OnnxNode>()];
  const result = computed(callOf(building, node, operands, joined));
  finish(building, node, result);
  building.results.push({ node, joined, steps: building.graph.steps.slice(begin), output: isPlaced(result) ? result : undefined });
}

function operandOf({ values, model }: Building, node: OnnxNode, name: string): OnnxOperand | undefined {
  if (name === "") return undefined;
  const found = values.get(name);
  if (found) return found;
  const initializer = model.initializers.get(name);
  if (!initializer) {
    throw unsupported(
      { node, opset: model.opset },
      `reads ${quote(name)}, a second output of another node`,
      "Only first outputs are computed.",
    );
  }
  const constant = { ...constantOf(initializer), name };
  values.set(name, constant);
  return constant;
}

/** @param joined takes the other nodes that the operator is done with */
function callOf(building: Building, node: OnnxNode, operands: OperatorCall["operands"], joined: OnnxNode[]): OperatorCall {
  const { model: { opset }, outputNames, graph, readers, parameters, budget, batch, mostBytes } = building;
  const valueOf = (
    name: string,
  ):
    | OnnxOperand
    | undefined => (building.values.has(name) || building.model.initializers.has(name)
    ? operandOf(building, node, name)
    : undefined);
  const readersOf = (of: OnnxNode): OnnxReader[] =>
    (readers.get(of.outputs[0] ?? "") ?? []).map((reader) => ({ node: reader, get operands() { return reader.inputs.map(valueOf); } }));
  return {
    node,
    opset,
    graph,
    operands,
    parameters,
    budget,
    batch,
    mostBytes,
    inputs: operands.map((operand) => (isPlaced(operand) ? undefined : operand)),
    valueOf,
    readersOf,
    reader: (of = node) => {
      const [reader, ...others] = readersOf(of);
      const isOutput = outputNames.has(of.outputs[0] ?? "");
      return others.length > 0 || isOutput || reader?.node.domain !== "" ? undefined : reader;
    },
    maker: (name) => building.makers.get(name),
    give: (at, result) => give(building, node, at, result),
    finish: (other, result) => {
      joined.push(other);
      finish(building, other, result);
    },
  };
}

/** By the table, or at once where all numbers are known. Errors of the graph name the node. */
function computed(call: OperatorCall): OnnxOperand {
  const { node: { op, domain }, operands } = call;
  if (domain !== "") {
    throw unsupported(
      call,
      `is of the domain ${quote(domain)}, not of ONNX itself`,
      "Export the model with standard operators.",
    );
  }
  const fold = operands.some(isPlaced) ? undefined : folds.get(op);
  if (fold) return fold(call);
  const operator = operators.get(op);
  if (!operator) throw unsupported(call, "is not computed", helpFor(op));
  try {
    return operator(call);
  } catch (cause) {
    if (!(cause instanceof GraphError)) throw cause;
    throw new CheckpointError("checkpoint-wrong-shape", `ONNX: ${nodeTitle(call.node)}: ${cause.message}`, { cause });
  }
}

function finish(building: Building, node: OnnxNode, result: OnnxOperand): void {
  building.done.add(node);
  give(building, node, 0, result);
}

function give(
  { values, layers, nodeNames, model: { opset } }: Building,
  node: OnnxNode,
  at: number,
  result: OnnxOperand,
): void {
  const name = node.outputs[at] ?? "";
  values.set(name, result);
  if (!isPlaced(result)) return;
  const { value } = result;
  const [height = 1, width = 1] = value.shape.length === 4 ? value.shape.slice(1) : [];
  if (elements(value.shape) > LARGEST || Math.max(height, width) > LONGEST) {
    throw unsupported({ node, opset }, `makes [${listed(value.shape)}], which is too large`, "Choose a smaller image.");
  }
  const own = at === 0 && nodeNames.get(node.name) === 1 && node.name !== "" ? node.name : name;
  if (height * width > 1 && value.name === name && isMap(result)) layers.set(own, value);
}
