// A graph of single ONNX nodes, of which several inputs are tensors that need not be images: what the specification's own cases are of.
// Each input is laid where the engine keeps such a tensor, or is given as known numbers.
import { elements, Graph, type Value } from "../graph/graph.ts";
import { build } from "../onnx/building.ts";
import { isPlaced, type OnnxOperand } from "../onnx/call.ts";
import { constantOf } from "../onnx/constant.ts";
import { folds } from "../onnx/fold.ts";
import { readTensor } from "../onnx/messages.ts";
import { readOnnx, type OnnxModel } from "../onnx/model.ts";
import { operators } from "../onnx/operators/table.ts";
import { type Placed, placed, shapeOf } from "../onnx/placed.ts";
import { tensorReader, type OnnxTensor } from "../onnx/tensor.ts";
import { openFile } from "../onnx/wire.ts";

/** A file that holds one tensor: TensorProto. */
export const readOnnxTensor = (bytes: Uint8Array): OnnxTensor =>
  tensorReader(undefined)(readTensor({ file: openFile(bytes), what: "TensorProto", begin: 0, end: bytes.length }));

/** A model with what goes in. */
export interface OnnxCase {
  readonly model: OnnxModel;
  /** By the names of the model's inputs. */
  readonly inputs: ReadonlyMap<string, OnnxTensor>;
}

/** As a graph, with its numbers in the engine's order. */
export interface OnnxCaseGraph {
  readonly graph: Graph;
  readonly numbers: Readonly<Record<string, Float32Array>>;
  /** What is computed of the model's outputs, in their order. */
  readonly computed: readonly Value[];
  /** All outputs of a run in ONNX' order, and what is known before it; of nodes with several that are not computed, undefined. */
  results(found: Readonly<Record<string, Float32Array>>): readonly (OnnxResult | undefined)[];
}

export interface OnnxResult {
  readonly shape: readonly number[];
  readonly numbers: Float64Array; // row-major
}

export { readOnnx };

/** The operators that are computed of tensors of the network. */
export const ofTensors: ReadonlySet<string> = new Set(operators.keys());

/** Those, and what is computed of known numbers alone. */
export const computedOperators: ReadonlySet<string> = new Set([...operators.keys(), ...folds.keys()]);

/** What the first axis of a tensor is: one of images, as a network's; or one of its own, in a single image. */
export type FirstAxis = "images" | "own";

/** @param isKnown the inputs that are given as known numbers @throws what the operators throw */
export function onnxCaseGraph({ model, inputs }: OnnxCase, isKnown: (name: string) => boolean, firstAxis: FirstAxis = "images"): OnnxCaseGraph {
  const graph = new Graph();
  const [values, numbers] = [new Map<string, OnnxOperand>(), {} as Record<string, Float32Array>];
  for (const [name, tensor] of inputs) {
    if (isKnown(name)) {
      values.set(name, constantOf({ ...tensor, name }));
      continue;
    }
    const operand = layouts[firstAxis](graph, `${name} (given)`, tensor.shape);
    values.set(name, operand);
    numbers[operand.value.name] = arranged(operand, tensor.exact());
  }
  const made = build(model, model.nodes, { graph, values, batch: undefined }).values;
  const outputs = model.outputs.map(({ name }) => made.get(name));
  return {
    graph, numbers,
    computed: outputs.filter(isPlaced).map(({ value }) => value),
    results: (found) => outputs.map((output): OnnxResult | undefined => {
      if (!output) return undefined;
      return isPlaced(output)
        ? { shape: shapeOf(output), numbers: inOnnxOrder(output, found[output.value.name] ?? new Float32Array()) }
        : { shape: output.shape, numbers: output.exact() };
    }),
  };
}

const layouts = { images: imagesLike, own: oneImageLike };

/** As beside an axis of one image. */
function oneImageLike(graph: Graph, name: string, shape: readonly number[]): Placed {
  if (shape.length < 2) return imagesLike(graph, name, shape);
  if (shape.length < 4) return placed(graph.input(name, [1, ...(shape.length === 2 ? [1] : []), ...shape]), shape.map((_, axis) => [axis + (shape.length === 2 ? 2 : 1)]));
  const [a = 1, b = 1, ...more] = shape;
  const value = graph.input(name, [1, a, b, elements(more)]);
  return { value, view: [1, ...shape], axes: shape.map((_, axis) => [axis + 1]) };
}

/** Images and signals channels-last; a row as a row; more axes behind one another. */
function imagesLike(graph: Graph, name: string, shape: readonly number[]): Placed {
  const [a = 1, b = 1, c = 1, d = 1, ...more] = shape;
  switch (shape.length) {
    case 0: return placed(graph.input(name, [1, 1]), []);
    case 1: return placed(graph.input(name, [1, a]), [[1]]);
    case 2: return placed(graph.input(name, [a, b]), [[0], [1]]);
    case 3: return placed(graph.input(name, [a, 1, c, b]), [[0], [3], [2]]);
    case 4: return placed(graph.input(name, [a, c, d, b]), [[0], [3], [1], [2]]);
    default: {
      const value = graph.input(name, [a, b, c, elements([d, ...more])]);
      return { value, view: shape, axes: shape.map((_, axis) => [axis]) };
    }
  }
}

/** Where each number of a tensor, in ONNX' order, lies in its Value. */
function places({ view, axes }: Placed): Uint32Array {
  const step = (axis: number): number => elements(view.slice(axis + 1));
  const inner = axes.flat().map((axis) => ({ length: view[axis] ?? 1, step: step(axis) }));
  const found = new Uint32Array(elements(inner.map(({ length }) => length)));
  for (let at = 0; at < found.length; at++) {
    let [rest, place] = [at, 0];
    for (const { length, step: own } of inner.toReversed()) {
      place += (rest % length) * own;
      rest = Math.floor(rest / length);
    }
    found[at] = place;
  }
  return found;
}

function arranged(tensor: Placed, numbers: Float64Array): Float32Array {
  const into = new Float32Array(numbers.length);
  places(tensor).forEach((place, at) => { into[place] = numbers[at] as number; });
  return into;
}

const inOnnxOrder = (tensor: Placed, found: Float32Array): Float64Array => Float64Array.from(places(tensor), (place) => found[place] ?? NaN);
