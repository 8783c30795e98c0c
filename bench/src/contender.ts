// What is measured: one network, by one engine; what the measuring side asks of it, where it lives in a process or a
// worker of its own, and what it answers.
import type { Checkpoint, Graph, Value } from "../../packages/tensor/src/index.ts";

/** The same weights for everybody. */
export interface BenchNetwork {
  readonly name: string;
  readonly checkpoint: Checkpoint; //      as PyTorch names it
  readonly graph: Graph; //                ours, fused
  readonly peers: Graph; //                theirs: see peer_graph.ts
  readonly image: Value; //                [N, H, W, 3]
  readonly features: Value; //             [N, h, w, K], of the last layer
  readonly logits: Value; //               [N, classes]
  readonly classWeights: Float32Array | undefined; // [K, classes], where one linear layer makes the logits of pooled features
}

/** The order of an image's axes. */
export type AxisOrder = "NHWC" | "NCHW";

/** A network of a contender, ready to run again and again. */
export interface ReadyNetwork {
  /**
   * From pixels in JavaScript to numbers in JavaScript.
   * @param image in the contender's layout
   * @returns the wanted Values, those with four axes in the contender's layout
   */
  run(image: Float32Array): Promise<readonly Float32Array[]>;
  dispose(): void;
}

/** A photograph [H, W, 4] RGBA, 0…255 sRGB. */
export interface Photo {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A network ready to say where in a photograph its best class is. */
export interface OpenedMaps {
  /** @returns [H, W], logits: the class activation map of the best class, over the photograph */
  run(photo: Photo): Promise<Float32Array>;
  dispose(): void;
}

/** How a network is opened, once what the contender's users would have on disk is at hand. */
export type Open<T> = () => Promise<T>;

export interface Contender {
  readonly layout: AxisOrder;
  /** Brings the weights into the contender's form, which is not measured. */
  prepare(network: BenchNetwork, wanted: readonly Value[]): Open<ReadyNetwork>;
  /** Of who reads .onnx files: from the bytes of one to a network that is ready. What networks share, such as a device, stays open. */
  prepareFile?(file: Uint8Array, network: BenchNetwork): Open<ReadyNetwork>;
  /** Of who makes maps itself. For the others photo_to_map.ts does what their users would write. */
  prepareMaps?(network: BenchNetwork): Open<OpenedMaps>;
}

/** [N, H, W, C] → [N, C, H, W] */
export function planes(data: Float32Array, [n = 0, h = 0, w = 0, c = 0]: readonly number[]): Float32Array {
  const out = new Float32Array(data.length);
  for (let image = 0; image < n; image++) {
    for (let channel = 0; channel < c; channel++) {
      const to = (image * c + channel) * h * w;
      for (let pixel = 0; pixel < h * w; pixel++) out[to + pixel] = data[(image * h * w + pixel) * c + channel] as number;
    }
  }
  return out;
}

/** Kernels as PyTorch, ONNX and jax-js lay them out: [K, K, Cin, Cout] → [Cout, Cin, K, K]; any other shape stays. */
export function kernelPlanes(data: Float32Array, shape: readonly number[]): { data: Float32Array; shape: readonly number[] } {
  if (shape.length !== 4) return { data, shape };
  const [kernelH = 0, kernelW = 0, cin = 0, cout = 0] = shape;
  const byOutput = planes(data, [1, kernelH * kernelW, cin, cout]); // [Cout, K, K, Cin]
  return { data: planes(byOutput, [cout, kernelH, kernelW, cin]), shape: [cout, cin, kernelH, kernelW] };
}

/** The networks, and what they are called in a title. */
export const models = {
  resnet18: "ResNet-18", resnet50: "ResNet-50", mobilenet_v2: "MobileNetV2", mobilenet_v3_large: "MobileNetV3 Large",
  efficientnet_b0: "EfficientNet-B0", densenet121: "DenseNet-121", vgg16: "VGG-16", convnext_tiny: "ConvNeXt Tiny",
} as const;

export type ModelName = keyof typeof models;

/** "forward": pixels as numbers → logits. "map": a photograph → the map of its best class over it. "open": an .onnx file in memory → the first logits of its network. */
export type Task = "forward" | "map" | "open";

export interface Assignment {
  readonly contender: string; // the id of an entry
  readonly model: ModelName;
  readonly batch: number; // 1 for a map and a file
  readonly task: Task;
}

export type Ask = { readonly ask: "start"; readonly job: Assignment } | { readonly ask: "run" } | { readonly ask: "reopen" };

export interface Answers {
  readonly start: {
    readonly importing: number; // ms, loading the contender's code
    readonly opening: number; //   ms, from a network in JavaScript to the first result
    readonly output: Float32Array; // [N, classes] or [H, W]
  };
  readonly run: {
    readonly time: number; //     ms
    readonly cpuTime?: number; // ms of all cores together
    readonly peak?: number; //    bytes of memory that the process has held at most
  };
  /** The network closed, and opened again where everything is loaded: ms to the first result. */
  readonly reopen: { readonly opening: number };
}

export type GuestAnswer = Answers[keyof Answers] | { readonly failure: string };
