// From a resized photograph's levels to the network's input, and before that from colours to grey, as steps of a graph. Shaders
// network_input.wgsl and grey.wgsl.
import { axes, imageShape, lastAxis, type Graph, type Op, type Value } from "@camlucida/tensor";
import { pixelGrid } from "../preprocess/image.ts";
import { luminance } from "../preprocess/luminance.ts";
import type { Normalisation } from "../preprocess/normalisation.ts";
import greyWgsl from "./grey.wgsl" with { type: "text" };
import networkInputWgsl from "./network_input.wgsl" with { type: "text" };

/** red: the channel of the network that red goes to, 0 (RGB) or 2 (BGR); grey: 0, as all levels are one. channels: 3, or 1 of grey. */
type NetworkInputAttributes = { readonly red: 0 | 2; readonly channels: 1 | 3 };

const networkInputOp: Op<NetworkInputAttributes> = {
  name: "network_input",
  kernel: ({ constants, output }) => {
    const [, height, width] = imageShape(output);
    return { wgsl: networkInputWgsl, constants: { RED: constants.red, CHANNELS: constants.channels }, sizes: { width, height }, workgroups: pixelGrid(width, height) };
  },
  reference: ({ constants: { red, channels } }, [pixels, table]) => {
    const input = new Float32Array((pixels!.length / 4) * channels);
    const sources = [red, 1, 2 - red].slice(0, channels);
    for (let from = 0, to = 0; to < input.length; from += 4, to += channels) {
      sources.forEach((source, c) => { input[to + c] = table![256 * c + pixels![from + source]!]!; });
    }
    return input;
  },
};

/**
 * Levels to network input, by a table: pixels [h, w, 4] u8 → [1, h, w, C] float32, channels in the network's order.
 * @param table [C, 256] from `normalisationTable`
 */
export function networkInput(graph: Graph, name: string, pixels: Value, table: Value, { order }: Pick<Normalisation, "order">): Value {
  const [height, width] = axes(pixels, 3);
  const channels = order === "L" ? 1 : 3;
  return graph.step(networkInputOp, name, [pixels, table], [1, height, width, channels], { red: order === "BGR" ? 2 : 0, channels });
}

const greyOp: Op = {
  name: "grey",
  kernel: ({ output }) => {
    const [height, width] = axes(output, 3);
    return { wgsl: greyWgsl, constants: {}, sizes: { width, height }, workgroups: pixelGrid(width, height) };
  },
  reference: ({ output }, [pixels]) => {
    const levels = luminance(pixels as Uint8Array);
    return Uint8Array.from({ length: levels.length * lastAxis(output) }, (_, at) => (at % 4 === 3 ? 255 : levels[at >> 2]!));
  },
};

/** A photograph without its colours: [H, W, 4] u8 → [H, W, 4] u8, Pillow's grey three times, and 255. */
export const grey = (graph: Graph, name: string, photo: Value): Value => graph.step(greyOp, name, [photo], photo.shape, {}, "u8");
