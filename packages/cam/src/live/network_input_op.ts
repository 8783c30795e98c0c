// Levels to network input as a step of a graph. Shader network_input.wgsl, table normalisation.ts.
//
// Shapes    pixels [h, w, 4] u8 RGBA, table [3, 256] float32 → [1, h, w, 3] float32, channels in the network's order.
import type { Graph, Op, Value } from "@camlucida/tensor";
import type { Normalisation } from "../preprocess/normalisation.ts";
import { pixelGrid } from "../views/picture_graph.ts";
import wgsl from "./network_input.wgsl" with { type: "text" };

export const networkInputOp: Op = {
  name: "network_input",
  kernel: ({ constants, output }) => {
    const [, height = 0, width = 0] = output.shape;
    return { wgsl, constants: { RED: constants["red"] ?? 0 }, sizes: [width, height, 0, 0], workgroups: pixelGrid(width, height) };
  },
  reference: ({ constants: { red = 0 } }, [pixels, table]) => {
    const input = new Float32Array((pixels!.length / 4) * 3);
    for (let from = 0, to = 0; to < input.length; from += 4, to += 3) {
      [red, 1, 2 - red].forEach((source, c) => { input[to + c] = table![256 * c + pixels![from + source]!]!; });
    }
    return input;
  },
};

/** @param table [3, 256] from `normalisationTable` */
export function networkInput(graph: Graph, name: string, pixels: Value, table: Value, { order }: Pick<Normalisation, "order">): Value {
  const [height = 0, width = 0] = pixels.shape;
  return graph.step(networkInputOp, name, [pixels, table], [1, height, width, 3], { red: order === "RGB" ? 0 : 2 });
}
