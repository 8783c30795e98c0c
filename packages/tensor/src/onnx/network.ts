// An ONNX model → a graph of the engine: from the image to the logits, with what lies between by the file's own names.
import { quote } from "../checkpoint/cursor.ts";
import { type Graph, type Step, stepsFor, type Value } from "../graph/graph.ts";
import { build, type Building, type NodeResult } from "./building.ts";
import { isPlaced } from "./call.ts";
import { refused } from "./errors.ts";
import { imageOf } from "./image_input.ts";
import type { OnnxModel, OnnxNode } from "./model.ts";
import { ownNames } from "./own_names.ts";
import { type LogitsOutput, neededFor, outputOf, rowOf } from "./output.ts";
import { type AxisGroups, shapeOf } from "./placed.ts";

/** What `onnxNetwork` may be told. */
export interface OnnxNetworkOptions {
  /** Height and width of the image; unless said those of the file, and 224 where it has none. */
  readonly size?: readonly [height: number, width: number];
  /** Which output is explained, where there are several. */
  readonly output?: string;
  /** Of the matrix of a linear layer; a larger one is cut. 128 MiB unless said, which every adapter binds at once. */
  readonly mostBytes?: number;
}

/** The graph of a network, and the places in it that have names. */
export interface OnnxNetwork {
  readonly graph: Graph;
  readonly image: Value; // [1, H, W, C]
  readonly logits: Value; // [1, classes]
  /**
   * Every feature map, [1, h, w, K], by depth: by the name of the node that makes it, or of its output where the node has
   * none of its own.
   */
  readonly layers: ReadonlyMap<string, Value>;
  /** The file's output that is explained. */
  readonly output: string;
  /** Operators behind the logits that are left out: "Softmax". */
  readonly skipped: readonly string[];
  /** What became of each node that the output depends on, in their order. */
  readonly outcomes: readonly NodeOutcome[];
}

/** What became of a node of the file. */
export interface NodeOutcome {
  readonly node: OnnxNode;
  /**
   * Nodes behind it that were recognised as parts of the same function, such as hard swish or a layer norm. They have no
   * outcome of their own.
   */
  readonly joined: readonly OnnxNode[];
  /** What computes them, in order; none where the numbers are known beforehand, or where nothing but an axis' place changes. */
  readonly steps: readonly Step[];
  /** Where its first output lies; undefined where its numbers are known beforehand. */
  readonly output: OutputPlace | undefined;
}

/** A node's output: its axes in ONNX, and where they lie in the engine's Value. */
export interface OutputPlace {
  readonly shape: readonly number[]; // in ONNX
  readonly value: Value;
  readonly axes: AxisGroups; // of each of `shape` the axes of the Value that it is made of, its channels perhaps in parts
}

/** The versions of the operators whose meaning was compared with the specification. */
const [OLDEST, NEWEST] = [7, 22];

/**
 * The network of an ONNX model, for one image: batch-norm visible, one step for each node, channels-last.
 * @throws CheckpointError with `code`
 *   `checkpoint-unsupported` what is not computed: it names the node, its operator and opset, and what would help;
 *   `checkpoint-corrupt` nodes that contradict themselves; `checkpoint-wrong-shape` shapes that do not fit;
 *   `checkpoint-unsafe` it makes more numbers of its own than its size justifies
 * @example
 * ```ts
 * import { runByReferences } from "@camlucida/tensor";
 * import { onnxNetwork, readOnnx } from "@camlucida/tensor/onnx";
 *
 * const { graph, image, logits, layers, outcomes } = onnxNetwork(readOnnx(onnxFile), { size: [5, 7] });
 * [image.shape, logits.shape]; // → [[1, 5, 7, 3], [1, 2]]
 * [...layers.keys()]; // → ["conv", "relu"]
 * outcomes.map(({ node, steps }) => `${node.op}: ${steps.length}`); // → ["Conv: 1", "Relu: 1", "GlobalAveragePool: 1", "Flatten: 0", "Gemm: 1"]
 * runByReferences(graph, [logits], { image: new Float32Array(5 * 7 * 3) })["logits"]; // → Float32Array.of(1, 2)
 * ```
 */
export function onnxNetwork(model: OnnxModel, options: OnnxNetworkOptions = {}): OnnxNetwork {
  const { opset } = model;
  if (!(opset >= OLDEST && opset <= NEWEST)) {
    throw refused(
      `the file's operators are of opset ${opset}; ${OLDEST} … ${NEWEST} are read. Export the model with opset_version=17.`,
    );
  }
  const output = outputOf(model, options.output);
  const own = ownNames(model);
  const logits = own.nameOf(output.name);
  const nodes = neededFor(own.model, logits);
  const { graph, name, placed, batch } = imageOf(own.model, nodes, options.size);
  const building = build(own.model, nodes, { graph, batch, values: new Map([[name, placed]]), mostBytes: options.mostBytes });
  return end(building, { ...output, name: logits }, placed.value);
}

function end({ graph, values, layers, results }: Building, output: LogitsOutput, image: Value): OnnxNetwork {
  const found = values.get(output.name);
  if (!isPlaced(found)) {
    throw refused(`the output ${quote(output.name)} does not depend on the image. Choose another output.`);
  }
  const logits = rowOf(graph, output.name, found);
  const { skipped, output: explained } = output;
  const needed = new Set(stepsFor(graph.steps, [logits])); // a part of GELU, say, leads nowhere
  const made = new Set([...needed].map((step) => step.output));
  const live = new Map([...layers].filter(([, value]) => made.has(value)));
  return { graph, image, logits, layers: live, output: explained, skipped, outcomes: results.map((result) => outcomeOf(result, needed)) };
}

/** @param needed steps that the logits depend on */
function outcomeOf({ steps, output, ...nodes }: NodeResult, needed: ReadonlySet<Step>): NodeOutcome {
  const place = output && { shape: shapeOf(output), value: output.value, axes: output.axes };
  return { ...nodes, steps: steps.filter((step) => needed.has(step)), output: place };
}
