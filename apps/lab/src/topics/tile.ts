// Why a kernel keeps a tile of sums in registers: how many numbers are read for each multiply-add, counted on a small product of
// matrices and from the constants of the shaders themselves.
//   P pixels × C channels: P + C numbers are read for each input channel, and P · C products are summed
import { elements, Graph, linear, multiplyAddsOf, runByReferences, workOf, type Step } from "@camlucida/tensor";
import { constantIn, rungs, TILE_QUADS, TILE_ROWS } from "@camlucida/tensor/lab";
import { gpuIfAny, noGpu } from "../here/devices.ts";
import { graphOf, layer1 } from "../ladder/layer.ts";
import { gpuLadder } from "../ladder/on_gpu.ts";
import { textOf } from "../ladder/table.ts";
import { besides, grid, number, paragraphs, titled } from "../text.ts";
import type { Topic } from "../topic.ts";

/** Two pixels of three channels, a kernel of 1×1 to two channels. */
const pixels = Float32Array.of( // [2, 3]
  1, 2, 0,
  3, 1, 2,
);
const weights = Float32Array.of( // [3, 2]
  1, -1,
  2, 0,
  1, 3,
);

export const tile: Topic = {
  name: "tile",
  question: "Why does a kernel compute a tile? What it reads serves 8 pixels or 8 channels.",
  worked: async () => paragraphs(smallProduct(), tilesTable(), ofLayer()),
  async *here() {
    const gpu = await gpuIfAny();
    if (!gpu) return yield noGpu;
    try {
      yield textOf(await gpuLadder(gpu, { side: 28, channels: 64 }, [1, 2, 3, 4, 5], 5));
    } finally {
      gpu.dispose();
    }
  },
};

function smallProduct(): string {
  const graph = new Graph();
  const image = graph.input("x", [2, 3]);
  const sums = linear(graph, "sums", image, graph.parameter("w", [3, 2], weights), graph.parameter("b", [2], new Float32Array(2)));
  const found = runByReferences(graph, [sums], { x: pixels })[sums.name] as Float32Array;
  const products = multiplyAddsOf(graph.steps[0] as Step);
  const [rows, columns, depth] = [2, 2, elements(image.shape) / 2];
  const [alone, together] = [2 * products, depth * (rows + columns)];
  return paragraphs(
    besides(titled("x: 2 pixels", grid(pixels, { width: 3 })), titled("w: to 2 channels", grid(weights, { width: 2 })), titled("x · w", grid(found, { width: 2 }))),
    [
      `one sum after the other:  ${products} products, 2 numbers read for each: ${alone}`,
      `all four sums together:   ${depth} times ${rows} pixels and ${columns} weights:   ${together}`,
    ].join("\n"),
  );
}

interface Tile {
  readonly name: string;
  readonly pixels: number;
  readonly channels: number;
}

/** Of the shaders, by what they state themselves. */
const tiles = (): readonly Tile[] => [
  ...rungs.flatMap(({ way, file }) => ("wgsl" in way ? [{ name: file.split("/").at(-1) ?? file, pixels: constantIn(way.wgsl, "PIXELS"), channels: constantIn(way.wgsl, "CHANNELS") }] : [])),
  { name: "register_tile.wgsl, of conv.wgsl", pixels: TILE_ROWS, channels: TILE_QUADS * 4 },
];

const readsFor = ({ pixels, channels }: Tile): number => (pixels + channels) / (pixels * channels);

function tilesTable(): string {
  const line = (cells: readonly string[]): string => cells.map((cell, at) => (at === 0 ? cell.padEnd(34) : cell.padStart(10))).join("").trimEnd();
  return [
    line(["shader", "pixels", "channels", "sums", "read each"]),
    ...tiles().map((one) => line([one.name, String(one.pixels), String(one.channels), String(one.pixels * one.channels), number(readsFor(one), 2)])),
  ].join("\n");
}

/** What that means for a layer of a ResNet-18. */
function ofLayer(): string {
  const { step } = graphOf(layer1);
  const [products, { bytes }] = [multiplyAddsOf(step), workOf(step)];
  const [naive, , , , last] = tiles();
  const megabytes = (numbers: number): string => `${number((numbers * 4) / 1e6)} MB`;
  return [
    `3×3, ${layer1.channels} → ${layer1.channels} channels at ${layer1.side}×${layer1.side}: ${number(products / 1e6, 1)} million multiply-adds over ${number(bytes / 1e6, 2)} MB of arrays.`,
    `Read by ${naive?.name}: ${megabytes(products * readsFor(naive as Tile))}; by ${last?.name}: ${megabytes(products * readsFor(last as Tile))}.`,
  ].join("\n");
}
