// A small graph that ends in a picture, and what it is fed: run on a GPU, or on the CPU to check it.
import { compile, DeviceError, Graph, type Data, type Gpu, type Value } from "@camlucida/tensor";
import type { Image } from "../preprocess/image.ts";

export interface PictureGraph {
  readonly graph: Graph;
  readonly output: Value; // [H, W, 4] u8
  readonly inputs: Readonly<Record<string, Data>>;
}

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

/**
 * The picture, or undefined where the device has no room for one of this size.
 * @throws DeviceError "shader", "device-lost"
 */
export async function runPicture(gpu: Gpu, { graph, output, inputs }: PictureGraph): Promise<Uint8Array | undefined> {
  try {
    const program = await compile(gpu, graph, [output]);
    try {
      return (await program.run(inputs))[output.name] as Uint8Array;
    } finally {
      program.dispose();
    }
  } catch (error) {
    if (error instanceof DeviceError && error.code === "out-of-memory") return undefined;
    throw error;
  }
}
