// The article's picture on the GPU, bit for bit the same: the small map's bytes on the CPU, everything of a photograph's
// size on the device.
//
// Shapes    map [h, w] float32, photograph [H, W, 4] → picture [H, W, 4].
import type { Gpu } from "@camlucida/tensor";
import { colourMapNamed } from "../colours/colour_maps.ts";
import type { Image } from "../preprocess/image.ts";
import { requireImage, requireRoom, requireSides } from "../preprocess/shape.ts";
import { Feed, runPicture, type PictureGraph } from "../views/picture_graph.ts";
import type { RenderedView } from "../views/render.ts";
import { requireMap } from "../views/upsample.ts";
import { articleBytes, articleMiddle, renderArticle } from "./article.ts";
import { articleBlendStep, articleResize, articleTables } from "./article_ops.ts";

/**
 * `renderArticle` on a GPU: same arguments, same bytes, same errors. A photograph too large for the device is drawn on
 * the CPU.
 *
 * @param map [mapHeight, mapWidth] raw signed map
 * @param middle side of the intermediate square, in pixels
 * @throws what `renderArticle` throws; DeviceError "shader", "device-lost"
 */
export async function renderArticleOnGpu(
  gpu: Gpu,
  map: Float32Array,
  mapWidth: number,
  mapHeight: number,
  image: Image,
  middle: number = articleMiddle,
): Promise<RenderedView> {
  requireImage(image);
  requireMap(map, mapWidth, mapHeight);
  requireSides("the intermediate square", middle);
  requireRoom("the intermediate square", middle, middle);
  const { bytes, statement } = articleBytes(map);
  const data = await runPicture(gpu, articleGraph(bytes, mapWidth, mapHeight, image, middle));
  return data ? { overlay: { ...image, data }, statement } : renderArticle(map, mapWidth, mapHeight, image, middle);
}

/** The graph behind `renderArticleOnGpu`. @param bytes [mapHeight, mapWidth] 0…255 */
export function articleGraph(bytes: Uint8Array, mapWidth: number, mapHeight: number, image: Image, middle: number): PictureGraph {
  const feed = new Feed();
  const { graph, inputs } = feed;
  const first = articleTables(mapWidth, mapHeight, middle, middle);
  const second = articleTables(middle, middle, image.width, image.height);
  const small = feed.input("bytes", [bytes.length], bytes);
  const photo = feed.photo(image);
  const jet = feed.input("jet", [256, 4], colourMapNamed("jet"));
  const tables = [
    feed.input("first columns", [middle, 4], first.columns),
    feed.input("first rows", [middle, 4], first.rows),
    feed.input("second columns", [image.width, 4], second.columns),
    feed.input("second rows", [image.height, 4], second.rows),
  ] as const;

  const square = articleResize(graph, "square", small, mapWidth, tables[0], tables[1]); //    [middle · middle]
  const levels = articleResize(graph, "levels", square, middle, tables[2], tables[3]); //     [H · W]
  const output = articleBlendStep(graph, "picture", photo, levels, jet); //                   [H, W, 4]
  return { graph, output, inputs };
}
