// What is measured: one network on one image, by someone.
import type { Graph, Value } from "../../packages/tensor/src/index.ts";

/** The same weights for everybody: fused, batch-norm folded in. */
export interface Network {
  readonly name: string;
  readonly graph: Graph; // steps conv, max_pool, global_average_pool, linear
  readonly image: Value; //  [N, H, W, 3]
  readonly logits: Value; // [N, classes]
}

/** A network of a contender, ready to run again and again. */
export interface Opened {
  /** From pixels in JavaScript to logits in JavaScript, [N, classes]. */
  run(): Promise<Float32Array>;
  dispose(): void;
}

export interface Contender {
  readonly name: string;
  readonly on: "GPU" | "CPU, one thread" | "CPU, all threads";
  /** @param image [N, H, W, 3]; converting it to the contender's layout is not measured */
  open(network: Network, image: Float32Array): Promise<Opened>;
}

/** [..., H, W, C] or [K, K, Cin, Cout] with its axes in another order. */
export function permuted(data: Float32Array, shape: readonly number[], order: readonly number[]): Float32Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
  const [lengths, steps] = [order.map((axis) => shape[axis] as number), order.map((axis) => strides[axis] as number)];
  const out = new Float32Array(data.length);
  const index = lengths.map(() => 0);
  for (let at = 0, from = 0; at < out.length; at++) {
    out[at] = data[from] as number;
    for (let axis = lengths.length - 1; axis >= 0; axis--) {
      from += steps[axis] as number;
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < (lengths[axis] as number)) break;
      from -= (lengths[axis] as number) * (steps[axis] as number);
      index[axis] = 0;
    }
  }
  return out;
}
