// Pixels from one array into another of other sizes.
import type { Shape } from "../graph.ts";

/** Pixels from one [N, H, W, C] into another; what fits in neither stays out. The same array may be both, if pixels grow shorter. */
export function copyPixels(from: Float32Array, [n = 0, h = 0, w = 0, c = 0]: Shape, to: Float32Array, [, toH = 0, toW = 0, toC = 0]: Shape): void {
  const [height, width, channels] = [Math.min(h, toH), Math.min(w, toW), Math.min(c, toC)];
  for (let row = 0; row < n * height; row++) {
    const [image, y] = [Math.floor(row / height), row % height];
    const [at, into] = [(image * h + y) * w * c, ((image * toH + y) * toW) * toC];
    if (c === toC) {
      to.set(from.subarray(at, at + width * c), into);
    } else {
      for (let x = 0; x < width; x++) to.set(from.subarray(at + x * c, at + x * c + channels), into + x * toC);
    }
  }
}
