// Shared by the steps that work on pixels: a graph with the data of its inputs, and the grid of workgroups that covers a picture.
import { Graph, type Data, type Value } from "@camlucida/tensor";
import type { Image } from "../preprocess/image.ts";

/** Workgroups of 8 × 8 invocations, one invocation per pixel. */
export const pixelGrid = (width: number, height: number): [number, number, number] => [Math.ceil(width / 8), Math.ceil(height / 8), 1];

/** A graph under construction: each input is declared together with the data that it will hold. */
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
