import { expect, test } from "vitest";
import { architectureOf } from "./architecture.ts";
import { recogniseNetwork } from "./recognise.ts";
import type { Checkpoint, CheckpointTensor } from "../checkpoint/checkpoint.ts";
import { metadataKeys } from "../checkpoint/checkpoint.ts";
import { CheckpointError } from "../graph/errors.ts";

const coded = (code: string): Error => expect.objectContaining({ code }) as Error;

interface Plan {
  readonly blocks: readonly number[];
  readonly bottleneck: boolean;
  readonly stem?: readonly number[];
}

/** Names and shapes without numbers: all that recognition reads. Every stage has 8 channels, blown up by bottlenecks to 32. */
function tensorsOf({ blocks, bottleneck, stem = [8, 3, 7, 7] }: Plan): Map<string, CheckpointTensor> {
  const tensors = new Map<string, CheckpointTensor>();
  const tensor = (name: string, ...shape: number[]): unknown => tensors.set(name, { shape, data: new Float32Array(0) });
  const norm = (name: string): void => ["weight", "bias", "running_mean", "running_var"].forEach((field) => tensor(`${name}.${field}`, 8));
  tensor("conv1.weight", ...stem);
  norm("bn1");
  blocks.forEach((count, stage) => {
    for (let at = 0; at < count; at++) {
      const name = `layer${stage + 1}.${at}`;
      for (let conv = 1; conv <= (bottleneck ? 3 : 2); conv++) {
        tensor(`${name}.conv${conv}.weight`, 8, 8, 3, 3);
        norm(`${name}.bn${conv}`);
      }
      if (at > 0 || stage === 0) continue;
      tensor(`${name}.downsample.0.weight`, 8, 8, 1, 1);
      norm(`${name}.downsample.1`);
    }
  });
  tensor("fc.weight", 10, 8);
  tensor("fc.bias", 10);
  return tensors;
}

const small: Plan = { blocks: [1, 2, 1, 1], bottleneck: false };
const checkpointOf = (tensors: Map<string, CheckpointTensor>, metadata: Record<string, string> = {}, skipped: string[] = []): Checkpoint => ({ tensors, metadata, skipped });
const named = (blocks: readonly number[], bottleneck: boolean, metadata?: Record<string, string>): Checkpoint => checkpointOf(tensorsOf({ blocks, bottleneck }), metadata);

/** The small network after a change, refused. */
function refusal(change: (tensors: Map<string, CheckpointTensor>) => unknown, skipped: string[] = []): CheckpointError {
  const tensors = tensorsOf(small);
  change(tensors);
  try {
    architectureOf(checkpointOf(tensors, {}, skipped));
  } catch (error) {
    if (error instanceof CheckpointError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

const array = (...shape: number[]): CheckpointTensor => ({ shape, data: new Float32Array(0) });

test.each([
  ["resnet18", [2, 2, 2, 2], false], ["resnet34", [3, 4, 6, 3], false], ["resnet50", [3, 4, 6, 3], true],
  ["resnet101", [3, 4, 23, 3], true], ["resnet152", [3, 8, 36, 3], true],
] as const)("recognises %s", (name, blocks, bottleneck) => {
  const stem = { kernel: 7, stride: 2, padding: 3, pool: "max", layer1: 1 };
  expect(architectureOf(named(blocks, bottleneck))).toMatchObject({ name, blocks, bottleneck, bottleneckStride: "conv2", epsilon: 1e-5, classes: 10, stem, unread: [] });
});

test.each([
  ["features.0.weight", "VGG"], ["res2.0.conv1.weight", "detectron2"], ["something", "no ResNet"],
])("refuses another network's names: %s, %s", (name, words) => {
  const error = (() => {
    try {
      return architectureOf(checkpointOf(new Map([[name, array(64, 3, 3, 3)]])));
    } catch (thrown) {
      return thrown as CheckpointError;
    }
  })();
  expect(error).toEqual(coded("checkpoint-architecture"));
  expect((error as CheckpointError).message).toContain(words);
});

test("reads epsilon and stride from the metadata, and refuses nonsense there", () => {
  const { batchNormEpsilon, bottleneckStride, padding } = metadataKeys;
  const keras = named([3, 4, 6, 3], true, { [batchNormEpsilon]: "0.001", [bottleneckStride]: "conv1" });
  expect(architectureOf(keras)).toMatchObject({ epsilon: 1e-3, bottleneckStride: "conv1" });
  for (const metadata of [{ [batchNormEpsilon]: "-1e-5" }, { [batchNormEpsilon]: "" }, { [batchNormEpsilon]: "much" }, { [padding]: "valid" }, { [padding]: "same" }, { [bottleneckStride]: "conv3" }]) {
    expect(() => architectureOf(named([2, 2, 2, 2], false, metadata))).toThrow(coded("checkpoint-metadata"));
  }
});

test("a tensor that nothing reads is named, with the likely cause", () => {
  const gated = refusal((tensors) => ["layer1.0", "layer2.1"].forEach((block) => tensors.set(`${block}.attn.fc1.weight`, array(2, 8, 1, 1))));
  expect(gated.code).toBe("checkpoint-left-over");
  expect(gated.message).toContain('Left over: "layer1.0.attn.fc1.weight" and 1 like it (2 in all).');
  expect(gated.message).toContain("squeeze-and-excitation");
  for (const [name, shape, cause] of [
    ["layer1.0.conv_eca.weight", [1, 1, 3], "channel attention"], ["layer1.0.act7.weight", [8], "PReLU"], ["global_pool.p", [1], "GeM"],
    ["fc2.weight", [3, 8], "second head"], ["layer1.2.conv1.weight", [8, 8, 3, 3], "blocks are missing"],
  ] as const) {
    expect(refusal((tensors) => tensors.set(name, array(...shape))).message, name).toContain(cause);
  }
});

test("what is missing is named, all of it", () => {
  const error = refusal((tensors) => ["layer2.0.downsample.0.weight", "fc.weight"].forEach((name) => tensors.delete(name)));
  expect(error.code).toBe("checkpoint-missing-tensor");
  expect(error.message).toContain('Missing: "layer2.0.downsample.0.weight", "fc.weight" (2 in all).');
});

test("an integer tensor that is no counter is left over", () => {
  expect(refusal(() => undefined, ["layer1.0.conv1.weight_mask", "bn1.num_batches_tracked"]).message).toContain('Left over: "layer1.0.conv1.weight_mask" (1 in all)');
});

test("what cannot change the logits is told apart", () => {
  const tensors = tensorsOf(small);
  const beside = ["bn1.num_batches_tracked", "aux_classifier.0.weight", "projection_head.0.weight", "projector.layers.1.bias", "criterion.weight"];
  const shapes = [[], [16, 8, 3, 3], [4, 8], [4], [10]];
  beside.forEach((name, at) => tensors.set(name, array(...(shapes[at] as number[]))));
  expect(architectureOf(checkpointOf(tensors, {}, ["bn1.num_batches_tracked"])).unread).toEqual(beside.slice(1));
});

test("a step is a counter beside the network, and a part of it within", () => {
  const tensors = new Map(Array.from(tensorsOf(small), ([name, tensor]) => [`module.${name}`, tensor]));
  expect(architectureOf(checkpointOf(new Map([...tensors, ["step", array()]]), {}, ["n_averaged"])).unread).toEqual(["step", "n_averaged"]);
  expect(refusal((own) => own.set("layer1.0.conv1.step", array(1))).message).toContain('Left over: "layer1.0.conv1.step"'); // learnt quantisation
});

test("buffers of ImageNet's normalisation are left, unless the file says that its photographs are normalised otherwise", () => {
  const buffers: readonly (readonly [string, CheckpointTensor])[] = [["normalize.mean", { shape: [3], data: Float32Array.of(0.485, 0.456, 0.406) }], ["std", { shape: [1, 3, 1, 1], data: Float32Array.of(0.229, 0.224, 0.225) }]];
  const tensors = new Map([...tensorsOf(small), ...buffers]);
  expect(architectureOf(checkpointOf(tensors)).unread).toEqual(["normalize.mean", "std"]);
  expect(() => architectureOf(checkpointOf(tensors, { [metadataKeys.preprocessing]: "{}" }))).toThrow(coded("checkpoint-left-over"));
  expect(() => architectureOf(checkpointOf(new Map(tensors).set("std", { shape: [3], data: Float32Array.of(0.5, 0.5, 0.5) })))).toThrow(coded("checkpoint-left-over"));
  for (const alone of buffers) expect(() => architectureOf(checkpointOf(new Map([...tensorsOf(small), alone])))).toThrow(coded("checkpoint-left-over"));
  expect([tensors, tensorsOf(small)].map((own) => recogniseNetwork(checkpointOf(own)).normalisesPixels)).toEqual([true, false]);
});

test("a projection that could feed the class head is left over", () => {
  expect(refusal((tensors) => tensors.set("projector.weight", array(8, 8))).message).toContain('"projector.weight"');
});

test.each([["", "encoder."], ["", "net.backbone."], ["net.", "net.backbone."], ["", ""]])("a head under %j, a trunk under %j", (outside, inside) => {
  const renamed = new Map(Array.from(tensorsOf(small), ([name, tensor]) => [name.startsWith("fc.") ? `${outside}${name.replace("fc", "head.1")}` : inside + name, tensor]));
  const { classes, tensors, nameInFile } = architectureOf(checkpointOf(renamed));
  expect([classes, tensors.has("fc.weight"), nameInFile("fc.bias"), nameInFile("bn1.weight")]).toEqual([10, true, `${outside}head.1.bias`, `${inside}bn1.weight`]);
});

test("a trunk cut out of its network as a Sequential, and shortcuts of that name", () => {
  const children = { conv1: 0, bn1: 1, layer1: 4, layer2: 5, layer3: 6, layer4: 7 };
  const counted = new Map(Array.from(tensorsOf(small), ([name, tensor]) => {
    const [first = "", ...rest] = name.replace("downsample", "shortcut").split(".");
    return [first === "fc" ? name : ["features", children[first as keyof typeof children], ...rest].join("."), tensor] as const;
  }));
  expect(architectureOf(checkpointOf(counted)).name).toContain("1+2+1+1");
});

const twice = (prefixes: readonly string[]): Checkpoint =>
  checkpointOf(new Map(prefixes.flatMap((prefix) => Array.from(tensorsOf(small), ([name, tensor]) => [prefix + name, tensor] as const))));

test("two networks in one file are refused by name", () => {
  expect(() => architectureOf(twice(["left.", "right."]))).toThrow(/2 ResNets: "left\.", "right\."\. Save one of them/);
  expect(() => architectureOf(twice(["ema.", "teacher."]))).toThrow(/They look like a network and its moving average/);
});

test("a network and its moving average: the former, and both are named", () => {
  const { tensors, unread, choice } = architectureOf(twice(["encoder_q.", "encoder_k."]));
  expect([tensors.size, unread.length, unread[0]]).toEqual([tensorsOf(small).size, tensorsOf(small).size, "encoder_k.conv1.weight"]);
  expect(choice).toEqual({ taken: "encoder_q.", others: ["encoder_k."] });
});

test.each(["fc", "linear", "head"])("a backbone is one that has no module called %s", (name) => {
  const tensors = tensorsOf(small);
  ["fc.weight", "fc.bias"].forEach((field) => tensors.delete(field));
  expect(architectureOf(checkpointOf(tensors))).toMatchObject({ head: { parts: [] }, classes: 8 });
  expect(() => architectureOf(checkpointOf(new Map([...tensors, [`${name}.scale`, array(8)]])))).toThrow(coded("checkpoint-missing-tensor"));
});

test("a stem that is not the paper's is asked for, in words that can be typed", () => {
  const tensors = tensorsOf({ ...small, stem: [8, 3, 3, 3] });
  expect(() => architectureOf(checkpointOf(tensors))).toThrow(coded("checkpoint-stem"));
  expect(() => architectureOf(checkpointOf(tensors))).toThrow("--stem stride=1,pool=none");
  const stem = (text: string): unknown => architectureOf(checkpointOf(tensors, { [metadataKeys.stem]: text })).stem;
  expect(stem("stride=1,pool=none")).toEqual({ kernel: 3, stride: 1, padding: 1, pool: "none", layer1: 1 });
  expect(stem("pool=max, stride=2,padding=0")).toEqual({ kernel: 3, stride: 2, padding: 0, pool: "max", layer1: 1 });
  for (const text of ["", "stride=1", "pool=none", "stride=0,pool=none", "stride=1,pool=avg", "stride=1,pool=none,size=3", "stride=1,stride=2,pool=none", "stride=1.5,pool=max", "stride=1,pool=max,layer1=3"]) {
    expect(() => stem(text), text).toThrow(coded("checkpoint-metadata"));
  }
});

test("names made to take long are refused in little time", () => {
  const begins = Array.from({ length: 20_000 }, (_, at) => [`p${at}.0.bias`, array(1)] as const);
  expect(() => recogniseNetwork(checkpointOf(new Map(begins)))).toThrow(coded("checkpoint-architecture"));
  const averages = Array.from({ length: 20_000 }, (_, at) => [`ema.${at}.layer1.0.conv1.weight`, array(8, 8, 3, 3)] as const);
  const several = expect.objectContaining({ code: "checkpoint-several-networks", message: expect.stringMatching(/^.{1,1000}$/) as string }) as Error;
  expect(() => architectureOf(checkpointOf(new Map([...tensorsOf(small), ...averages])))).toThrow(several);
  const deep = new Map(Array.from(tensorsOf(small), ([name, tensor]) => ["a.".repeat(50_000) + name, tensor]));
  expect(architectureOf(checkpointOf(deep)).classes).toBe(10);
  expect(refusal((tensors) => tensors.set(`layer1.0.${"eca".repeat(100_000)}`, array(1, 1, 3))).code).toBe("checkpoint-left-over");
});

test("a stem of three convolutions is not computed as another, whatever is said of it", () => {
  const tensors = tensorsOf(small);
  tensors.delete("conv1.weight");
  for (const at of [0, 3, 6]) tensors.set(`conv1.${at}.weight`, array(8, at === 0 ? 3 : 8, 3, 3));
  for (const at of [1, 4]) for (const field of ["weight", "bias", "running_mean", "running_var"]) tensors.set(`conv1.${at}.${field}`, array(8));
  const said = (text: string): unknown => architectureOf(checkpointOf(tensors, { [metadataKeys.stem]: text })).stem;
  expect(said("stride=2,pool=max,padding=1")).toEqual(architectureOf(checkpointOf(tensors)).stem);
  for (const text of ["stride=1,pool=none", "stride=2,pool=none", "stride=2,pool=max,layer1=2"]) expect(() => said(text), text).toThrow(/expected stride=2,pool=max, as a stem of three/);
});

test("zeros of shortcuts are asked for with the stem that the file has", () => {
  for (const [side, text] of [[7, "stride=2,pool=max"], [3, "stride=1,pool=none"]] as const) {
    const tensors = new Map([...tensorsOf({ ...small, stem: [8, 3, side, side] })].filter(([name]) => !name.includes("downsample")));
    expect(() => architectureOf(checkpointOf(tensors.set("layer2.0.conv1.weight", array(16, 8, 3, 3))))).toThrow(`--stem ${text},shortcut=behind`);
  }
});

test("a first stage that projects without need is asked whether it strides", () => {
  const tensors = tensorsOf(small);
  tensors.set("layer1.0.downsample.0.weight", array(8, 8, 1, 1));
  for (const field of ["weight", "bias", "running_mean", "running_var"]) tensors.set(`layer1.0.downsample.1.${field}`, array(8));
  expect(() => architectureOf(checkpointOf(tensors))).toThrow("--stem stride=2,pool=max,layer1=2");
  expect(architectureOf(checkpointOf(tensors, { [metadataKeys.stem]: "stride=2,pool=none,layer1=2" })).stem).toMatchObject({ pool: "none", layer1: 2 });
});

test("a downsample behind a stage's first block is left over", () => {
  expect(refusal((tensors) => tensors.set("layer2.1.downsample.0.weight", array(8, 8, 1, 1))).message).toContain('"layer2.1.downsample.0.weight"');
});

test("an even kernel needs its padding", () => {
  const tensors = tensorsOf({ ...small, stem: [8, 3, 4, 4] });
  expect(() => architectureOf(checkpointOf(tensors, { [metadataKeys.stem]: "stride=4,pool=none" }))).toThrow(/padding=0/);
  expect(architectureOf(checkpointOf(tensors, { [metadataKeys.stem]: "stride=4,pool=none,padding=0" })).stem).toEqual({ kernel: 4, stride: 4, padding: 0, pool: "none", layer1: 1 });
});

test.each([2, 4])("%i input channels are refused, never convolved in groups", (channels) => {
  const plain = tensorsOf({ ...small, stem: [96, channels, 7, 7] });
  expect(() => architectureOf(checkpointOf(plain))).toThrow(coded("checkpoint-input-channels"));
});

test("one input channel is a network of grey photographs", () => {
  expect(architectureOf(checkpointOf(tensorsOf({ ...small, stem: [96, 1, 7, 7] }))).channels).toBe(1);
});
