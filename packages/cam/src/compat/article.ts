// The tail of the CAM tutorial's pipeline, bit for bit: a raw map to the picture that its script saves.
//
//   bytes   = uint8(255 · (M − min) / max(M − min))             float32, truncated
//   levels  = resize(resize(bytes, middle × middle), W × H)     cv2.resize, u8, twice
//   heat    = applyColorMap(levels, JET)
//   picture = round(0.3·heat + 0.5·photo)                       half to even; at most 204: darker than the photograph
//
// Shapes    M [h, w] float32; photograph and picture [H, W, 4], the picture opaque.
// Source    Zhou et al. 2016, arXiv:1512.04150, pytorch_CAM.py; cv2.resize, cv2.applyColorMap, cv2.imwrite.
import { colourMapNamed } from "../colours/colour_maps.ts";
import { requireImage, requireShape, roundHalfEven, type Image } from "../preprocess/image.ts";
import { resizeOpenCvU8 } from "../preprocess/resample/opencv.ts";
import type { RenderedView } from "../views/style.ts";
import { describeMap, scaleMap } from "../views/scale.ts";
import { requireMap } from "../views/upsample.ts";

/** The tutorial resizes by way of the network's input size; the research code by way of 256. */
const articleMiddle = 224;

/** A map in whole levels, as the tutorial has it. */
export interface ArticleBytes {
  readonly bytes: Uint8Array; // [h, w] 0…255
  readonly statement: string | undefined; // the result in words where the script would divide 0 by 0
}

/**
 * Min–max normalises to whole levels. [h, w] → [h, w]. Where the script would compute 0/0 or worse (a flat map, one that
 * is not finite, one whose range float32 cannot hold), all bytes are 0 and the statement says why.
 * @example
 * ```ts
 * import { articleBytes } from "@camlucida/cam";
 *
 * articleBytes(Float32Array.of(0, 1, 2)).bytes; // → Uint8Array.of(0, 127, 255)
 * ```
 */
export function articleBytes(map: Float32Array): ArticleBytes {
  const blank = (statement: string): ArticleBytes => ({ bytes: new Uint8Array(map.length), statement });
  const { statement } = scaleMap(map, "minmax");
  if (statement !== undefined) return blank(statement);
  const { fround } = Math;
  const { min, max } = describeMap(map);
  const range = fround(max - min);
  if (range === Number.POSITIVE_INFINITY) return blank("the map is not usable: its range is more than float32 holds");
  const level = (value: number): number => Math.trunc(fround(255 * fround(fround(value - min) / range)));
  return { bytes: Uint8Array.from(map, level), statement };
}

/** The u8 map at the photograph's size, by way of `middle` × `middle`. [h, w] → [height, width] */
export function articleLevels(
  bytes: Uint8Array,
  mapWidth: number,
  mapHeight: number,
  width: number,
  height: number,
  middle: number = articleMiddle,
): Uint8Array {
  const square = resizeOpenCvU8(bytes, mapWidth, mapHeight, 1, middle, middle); // [middle, middle]
  return resizeOpenCvU8(square, middle, middle, 1, width, height);
}

/** [n] 0…255 → [n, 4] RGBA. */
export function articleHeat(levels: Uint8Array): Uint8Array {
  const jet = colourMapNamed("jet");
  const heat = new Uint8Array(levels.length * 4);
  for (let i = 0; i < heat.length; i++) heat[i] = jet[4 * levels[i >> 2]! + (i & 3)]!;
  return heat;
}

/** 0.3·heat + 0.5·photo per channel, as the whole number (3·heat + 5·photo)/10 rounded half to even. */
export function articleBlend(image: Image, heat: Uint8Array): Image {
  requireImage(image);
  requireShape("the heatmap", heat.length, image.height, image.width, 4);
  const tenths = Uint8Array.from({ length: 8 * 255 + 1 }, (_, sum) => roundHalfEven(sum / 10)); // sum / 10 is exact at ties
  const data = new Uint8Array(image.data.length).fill(255);
  for (let p = 0; p < data.length; p += 4) {
    data[p] = tenths[3 * heat[p]! + 5 * image.data[p]!]!;
    data[p + 1] = tenths[3 * heat[p + 1]! + 5 * image.data[p + 1]!]!;
    data[p + 2] = tenths[3 * heat[p + 2]! + 5 * image.data[p + 2]!]!;
  }
  return { ...image, data };
}

/**
 * The tutorial's picture of a raw map.
 *
 * @param map [mapHeight, mapWidth] raw signed map
 * @param middle side of the intermediate square, in pixels: 224 (tutorial), 256 (research code)
 * @throws ViewError "map-shape"; ImageError "image-shape", "image-side"
 * @example
 * ```ts
 * import { renderArticle } from "@camlucida/cam";
 *
 * renderArticle(Float32Array.of(0, 1, 2, 3), 2, 2, photo).overlay.width; // → photo.width
 * ```
 */
export function renderArticle(
  map: Float32Array,
  mapWidth: number,
  mapHeight: number,
  image: Image,
  middle: number = articleMiddle,
): RenderedView {
  requireImage(image);
  requireMap(map, mapWidth, mapHeight);
  const { bytes, statement } = articleBytes(map); //                                              [h, w]
  const levels = articleLevels(bytes, mapWidth, mapHeight, image.width, image.height, middle); // [H, W]
  const heat = articleHeat(levels); //                                                            [H, W, 4]
  return { overlay: articleBlend(image, heat), statement };
}
