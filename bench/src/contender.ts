// What is measured: one network, by one engine.
import type { Checkpoint, Graph, Value } from "../../packages/tensor/src/index.ts";

/** The same weights for everybody. */
export interface BenchNetwork {
  readonly name: string;
  readonly checkpoint: Checkpoint; //      as PyTorch names it
  readonly graph: Graph; //                fused, batch-norm folded in: steps conv, max_pool, global_average_pool, linear
  readonly image: Value; //                [N, H, W, 3]
  readonly features: Value; //             [N, h, w, K], layer4
  readonly logits: Value; //               [N, classes]
  readonly classWeights: Float32Array; //  [K, classes], fc's
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
