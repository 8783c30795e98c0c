// A graph together with the numbers that its inputs hold, and how a shader covers a picture: what every step with pixels needs.
import { Graph, type Data, type Value } from "@camlucida/tensor";
import type { Image } from "../preprocess/image.ts";

/** Workgroups of 8 × 8 invocations, one invocation per pixel. */
export const pixelGrid = (width: number, height: number): [number, number, number] => [Math.ceil(width / 8), Math.ceil(height / 8), 1];

/** Declares inputs beside the data they will hold. */
export class Feed {
  readonly graph = new Graph();
  readonly inputs: Record<string, Data> = {};

  /** @param data [shape], float32 or u8 */
  input(name: string, shape: readonly number[], data: Data): Value {
    this.inputs[name] = data;
    return this.graph.input(name, shape, data instanceof Float32Array ? "f32" : "u8");
  }

  photo({ width, height, data }: Image): Value {
    // A plain view: the caller's may be a subclass (Node's Buffer), whose `slice` does not copy.
    return this.input("photo", [height, width, 4], new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
}
