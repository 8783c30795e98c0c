// The gradient of an image as a map of its pixels.
import { resizeOpenCvF32 } from "../preprocess/resample/opencv.ts";

/** Of three colour channels the one of the largest magnitude, with its sign: [H, W, 3] → [H, W]. */
export function strongestChannel(gradient: Float32Array): Float32Array {
  return Float32Array.from({ length: gradient.length / 3 }, (_, pixel) => {
    const [r, g, b] = gradient.subarray(pixel * 3, pixel * 3 + 3) as unknown as [number, number, number];
    const stronger = Math.abs(g) > Math.abs(r) ? g : r;
    return Math.abs(b) > Math.abs(stronger) ? b : stronger;
  });
}

/** `pixels` [height, width] times the positive part of `map`, enlarged bilinearly. */
export function within(pixels: Float32Array, width: number, height: number, map: Float32Array, mapWidth: number, mapHeight: number): Float32Array {
  const positive = map.map((value) => Math.max(value, 0));
  const large = resizeOpenCvF32(positive, mapWidth, mapHeight, 1, width, height);
  return pixels.map((value, at) => value * (large[at] as number));
}
