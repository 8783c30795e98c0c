import { recogniseNetwork } from "@camlucida/tensor";
import { describe, expect, it } from "vitest";
import { filesOfGraph, graphClasses, type GraphJson, home, smallEfficientNet } from "../testing/tfjs_graph.ts";
import { valueAt } from "../testing/tfjs.ts";
import { convertModel } from "./convert.ts";

/** The place of a weight in the list, which its numbers are made from. */
const placeOf = (model: GraphJson, name: string): number => model.weightsManifest[0]?.weights.findIndex((weight) => weight.name === name) ?? -1;

describe("a frozen EfficientNet", () => {
  const model = smallEfficientNet();
  const { tensors, batchNormEpsilon, padding, bottleneckStride, normalisation } = convertModel(filesOfGraph(model));

  it("is one by torchvision's names, with no tensor more or less", () => {
    const metadata = { "camlucida.batch_norm_epsilon": String(batchNormEpsilon), "camlucida.padding": padding ?? "" };
    const network = recogniseNetwork({ tensors, metadata, skipped: [] });
    expect(network).toMatchObject({ classes: graphClasses, unread: [] });
    expect(network.name).toContain("1+2+1+1+1+1+1 blocks");
    const { layers } = network.build([64, 96]);
    expect(layers["features.8"]?.shape).toEqual([1, 2, 3, 6]);
  });

  it("says what PyTorch must know beside the arrays", () => {
    expect({ batchNormEpsilon, padding, bottleneckStride }).toEqual({ batchNormEpsilon: 0, padding: "same", bottleneckStride: undefined });
    [0.485, 0.456, 0.406].forEach((mean, channel) => expect(normalisation?.mean[channel]).toBeCloseTo(mean, 6)); // float32
    [0.229, 0.224, 0.225].forEach((std, channel) => expect(normalisation?.std[channel]).toBeCloseTo(std, 6));
  });

  it.each([
    ["features.0.0.weight", "stem_bn/FusedBatchNormV3/weights", [3, 3, 3, 4]],
    ["features.2.1.block.0.0.weight", "stack_1/block_1/expand_bn/FusedBatchNormV3/weights", [1, 1, 3, 6]],
    ["features.1.0.block.1.fc1.weight", "stack_0/block_0/se_reduce_conv2d/BiasAdd/weights", [1, 1, 4, 1]],
    ["features.3.0.block.2.fc2.weight", "stack_2/block_0/se_expand_conv2d/BiasAdd/weights", [1, 1, 1, 6]],
    ["features.1.0.block.2.0.weight", "stack_0/block_0/project_bn/FusedBatchNormV3/weights", [1, 1, 4, 2]],
  ])("has %s as [outputs, inputs, rows, columns]", (torch, node, [rows = 0, columns = 0, inputs = 0, outputs = 0]) => {
    const nth = placeOf(model, node);
    const tensor = tensors.get(torch);
    expect(tensor?.shape).toEqual([outputs, inputs, rows, columns]);
    const expected = Array.from({ length: outputs * inputs * rows * columns }, (_, at) => {
      const [tap, input, output] = [at % (rows * columns), Math.floor(at / (rows * columns)) % inputs, Math.floor(at / (rows * columns * inputs))];
      return valueAt(nth, (tap * inputs + input) * outputs + output);
    });
    expect([...(tensor?.data ?? [])]).toEqual(expected);
  });

  it("has a filter of each channel as [channels, 1, rows, columns]", () => {
    const nth = placeOf(model, "stack_2/block_0/depthwise_conv2d/depthwise/weights");
    const tensor = tensors.get("features.3.0.block.1.0.weight");
    expect(tensor?.shape).toEqual([6, 1, 5, 5]);
    expect([...(tensor?.data ?? [])]).toEqual(Array.from({ length: 6 * 25 }, (_, at) => valueAt(nth, (at % 25) * 6 + Math.floor(at / 25))));
  });

  it("has batch-norms that add the convolution's offset, and nothing else", () => {
    const nth = placeOf(model, "stack_1/block_0/depthwise_conv2d/depthwise/offset");
    const of = (part: string): number[] => [...(tensors.get(`features.2.0.block.1.1.${part}`)?.data ?? [])];
    const wide = Array.from({ length: 4 });
    expect([of("weight"), of("bias"), of("running_mean"), of("running_var")]).toEqual([wide.fill(1), wide.map((_, at) => valueAt(nth, at)), [0, 0, 0, 0], [1, 1, 1, 1]]);
  });
});

describe("a graph that is no EfficientNet, or hostile,", () => {
  type Damage = (model: GraphJson) => void;
  const node = (model: GraphJson, name: string): GraphJson["modelTopology"]["node"][number] =>
    model.modelTopology.node.find((each) => each.name === name || each.name === home + name) ?? expect.fail(name);
  const after = (damage: Damage): Map<string, Uint8Array> => {
    const model = smallEfficientNet();
    const files = filesOfGraph(model);
    damage(model);
    return files.set("model.json", new TextEncoder().encode(JSON.stringify(model)));
  };
  const depthwise = "stack_1/block_0/depthwise_conv2d/depthwise";
  const damages: readonly (readonly [string, string, Damage])[] = [
    ["an unknown operation", "FakeQuant", (m) => { node(m, "probabilities").op = "FakeQuant"; }],
    ["an eighth stack", "stack_7/block_0", (m) => { node(m, "top_bn/FusedBatchNormV3").name = `${home}stack_7/block_0/project_bn/x`; }],
    ["a name from the prototype", "constructor", (m) => { node(m, "top_bn/FusedBatchNormV3").name = `${home}stack_1/block_0/constructor/x`; }],
    ["two nodes in one place", "two nodes are", (m) => { node(m, "stack_1/block_1/project_bn/FusedBatchNormV3").name = `${home}stack_1/block_0/project_bn/again`; }],
    ["one name for two nodes", "no other node", (m) => { node(m, "centred").name = "scaled"; }],
    ["a convolution for a linear layer", "expected a _FusedMatMul", (m) => { node(m, "logits/BiasAdd").op = "_FusedConv2D"; }],
    ["a ReLU in a convolution", "fused_ops", (m) => { node(m, depthwise).attr["fused_ops"] = { list: { s: [btoa("BiasAdd"), btoa("Relu")] } }; }],
    ["PyTorch's padding", "padding", (m) => { node(m, depthwise).attr["padding"] = { s: btoa("EXPLICIT") }; }],
    ["another stride", "strides by 1", (m) => { node(m, depthwise).attr["strides"] = { list: { i: ["1", "1", "1", "1"] } }; }],
    ["a stride by axis", "[1, stride, stride, 1]", (m) => { node(m, depthwise).attr["strides"] = { list: { i: ["1", "2", "1", "1"] } }; }],
    ["a dilation", "dilations", (m) => { node(m, depthwise).attr["dilations"] = { list: { i: ["1", "2", "2", "1"] } }; }],
    ["channels first", "data_format", (m) => { node(m, depthwise).attr["data_format"] = { s: btoa("NCHW") }; }],
    ["weights that are computed", "no weights", (m) => { node(m, depthwise).input = ["image", "normalised", "centred"]; }],
    ["no inputs", "no weights", (m) => { delete node(m, depthwise).input; }],
    ["weights that nothing reads", "nothing reads", (m) => { node(m, "stack_1/block_0/expand_bn/FusedBatchNormV3").input?.splice(1, 1, "stem_bn/FusedBatchNormV3/weights"); }],
    ["another offset than channels", "an offset [4]", (m) => { node(m, "stem_bn/FusedBatchNormV3").input?.splice(1, 1, "stack_0/block_0/project_bn/FusedBatchNormV3/weights"); }],
    ["no normalisation", "deviation", (m) => { node(m, "normalised").op = "Mul"; }],
    ["another normalisation", "levels", (m) => { node(m, "centred").op = "AddV2"; }],
    ["an input from nowhere", "levels", (m) => { node(m, "normalised").input = ["nowhere", "std/all"]; }],
    ["nodes that are no list", "node", (m) => { Object.assign(m.modelTopology, { node: {} }); }],
    ["half a weight", "dtype", (m) => { Object.assign(m.weightsManifest[0]?.weights[0] ?? {}, { dtype: "float16" }); }],
  ];
  it.each(damages)("with %s is refused", (_, place, damage) => {
    expect(() => convertModel(after(damage))).toThrow(expect.objectContaining({ code: "keras-malformed", message: expect.stringContaining(place) as string }));
  });
});
