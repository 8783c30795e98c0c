// Any operator with any inputs and attributes behind a convolution: a network, or a CheckpointError that can be printed.
import fc from "fast-check";
import { expect, test } from "vitest";
import { runByReferences } from "../devices/reference/reference_device.ts";
import { elements } from "../graph/graph.ts";
import { CheckpointError } from "../graph/errors.ts";
import { onnxFileOf, smallNetwork, type AttributeSpelling, type ModelSpelling, type NodeSpelling, type OnnxTensorSpelling } from "../testing/onnx.ts";
import { folds } from "./fold.ts";
import { readOnnx } from "./model.ts";
import { onnxNetwork } from "./network.ts";
import { operators } from "./operators/table.ts";

const count = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);
const shapes = [[], [1], [2], [4], [6], [8], [0], [4, 1, 1], [1, 4, 1, 1], [4, 5, 6], [5, 6], [5, 1], [1, 6], [4, 4], [4, 2], [6, 3], [120, 2], [2, 4, 1, 1], [4, 2, 3, 3], [4, 1, 3, 3], [4, 4, 3]];
const floats = shapes.map((shape, at): OnnxTensorSpelling => ({ name: `f${at}`, shape, floats: Array.from({ length: count(shape) }, (_, i) => (i % 7) - 2) }));
const lists = [[], [0], [1], [-1], [2, 3], [1, 2], [0, -1], [4, 30], [1, 4, 5, 6], [1, 4, 5, 2, 3], [1, 2, 2, 5, 6], [0, 0, 1, 1, 0, 0, 1, 1], [0, 0, -1, -1, 0, 0, 0, 0], [1, 1, 2, 2], [1, 4, 10, 12], [2 ** 40], [-(2 ** 40)], [3, -3], [0, 2, 3, 1]];
const ints = lists.map((values, at): OnnxTensorSpelling => ({ name: `i${at}`, shape: [values.length], ints: values }));
const computed = ["convolved", "features", "pooled", "row", "image", "made0", "made1"];
const names = ["", ...computed, ...computed, ...[...floats, ...ints].map(({ name = "" }) => name)];

const attributeNames = [
  "axis", "axes", "perm", "pads", "mode", "kernel_shape", "strides", "dilations", "group", "keepdims", "blocksize", "alpha", "beta", "epsilon", "min", "max", "ceil_mode", "count_include_pad",
  "auto_pad", "size", "num_groups", "split", "starts", "ends", "to", "transA", "transB", "nearest_mode", "coordinate_transformation_mode", "allowzero", "noop_with_empty_axes", "start", "end", "value", "scales",
];
const values = fc.oneof<fc.Arbitrary<AttributeSpelling>[]>(
  fc.constantFrom(-2, -1, 0, 1, 2, 3, 4, 8, 2 ** 40),
  fc.constantFrom(...lists),
  fc.constantFrom("SAME_UPPER", "linear", "cubic", "reflect", "edge", "align_corners", "asymmetric", "ceil", "CRD", "tanh", ""),
  fc.constantFrom({ float: 0 }, { float: 0.5 }, { float: -2 }, { float: NaN }, { float: 1e38 }),
);
const node = fc.record({
  op: fc.constantFrom(...new Set([...operators.keys(), ...folds.keys()])),
  inputs: fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 5 }),
  attributes: fc.dictionary(fc.constantFrom(...attributeNames), values, { maxKeys: 4 }),
});

/** Made in turn, so that some read others. */
const spelled = (at: number, { op, inputs, attributes }: { op: string; inputs: readonly string[]; attributes: Readonly<Record<string, AttributeSpelling>> }): NodeSpelling =>
  ({ op, inputs, outputs: [`made${at}`, ...(op === "Split" ? [`part${at}`] : [])], attributes });

test("whatever nodes say", () => {
  const codes = new Map<string, number>();
  fc.assert(fc.property(fc.tuple(node, node, node), fc.constantFrom(7, 9, 11, 13, 17, 18, 21), (nodes, opset) => {
    const made = nodes.map((each, at) => spelled(at, { ...each, inputs: each.inputs.map((name) => (/^made\d/.test(name) && Number(name.slice(4)) >= at ? "features" : name)) }));
    const model: ModelSpelling = { ...smallNetwork, opset, nodes: [...(smallNetwork.nodes ?? []), ...made, { op: "GlobalAveragePool", inputs: ["made2"], outputs: ["p"] }, { op: "Flatten", inputs: ["p"], outputs: ["end"] }], outputs: ["end"], tensors: [...(smallNetwork.tensors ?? []), ...floats, ...ints] };
    let code = "";
    try {
      const { graph, image, logits } = onnxNetwork(readOnnx(onnxFileOf(model)), { size: [9, 11] });
      runByReferences(graph, [logits], { [image.name]: new Float32Array(elements(image.shape)).fill(0.5) });
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      expect(error.message.length).toBeLessThan(1200);
      code = error.code;
    }
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }), { numRuns: 1000 });
  expect(codes.get(""), "some of them are networks").toBeGreaterThan(0);
});
