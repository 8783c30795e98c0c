// The result of one photograph's way through the GPU, read back.
import type { Image } from "../preprocess/image.ts";
import { scaleMap } from "../views/scale.ts";
import type { ViewOptions } from "../views/render.ts";
import type { PictureSize } from "./graphs.ts";

export interface FrameExplanation {
  readonly overlay: Image;
  readonly classIndex: number; // the class drawn
  readonly map: Float32Array; // [h · w] raw and signed, logits
  readonly statement: string | undefined; // the result in words where the map says nothing about where
  readonly ranking: readonly RankedClass[]; // most probable first: five, or all if there are fewer
}

export interface RankedClass {
  readonly classIndex: number;
  readonly logit: number;
  readonly probability: number; // 0 … 1
}

/** Arrays as they lie in the GPU's buffers: rows padded to whole quads of four numbers. */
export interface ReadBack {
  readonly overlay: ArrayBuffer; //       [H, W, 4] u8
  readonly map: ArrayBuffer; //           [h · w] float32
  readonly top: ArrayBuffer; //           [k, 4] float32: (class, logit, 0, 0)
  readonly probabilities: ArrayBuffer; // [padded(classes)] float32
}

/** @param chosen the class whose map was drawn; undefined: the most probable */
export function explanationOf(read: ReadBack, { width, height }: PictureSize, { view, scale }: ViewOptions, classes: number, chosen: number | undefined): FrameExplanation {
  const map = new Float32Array(read.map);
  const ranking = rankingOf(read, classes);
  return {
    overlay: { width, height, data: new Uint8Array(read.overlay) },
    classIndex: chosen ?? ranking[0]?.classIndex ?? 0,
    map,
    statement: scaleMap(map, view, scale).statement,
    ranking,
  };
}

export function rankingOf(read: Pick<ReadBack, "top" | "probabilities">, classes: number): RankedClass[] {
  const [top, probabilities] = [new Float32Array(read.top), new Float32Array(read.probabilities)];
  return Array.from({ length: top.length / 4 }, (_, at): RankedClass => {
    const classIndex = top[4 * at] as number;
    return { classIndex, logit: top[4 * at + 1] as number, probability: probabilities[classIndex] as number };
  }).filter(({ classIndex }) => classIndex < classes); // a damaged network's logits may be NaN, which no order ranks
}
