// A picture at the size in which it is shown, so that drawing a map over it costs what can be seen of it.
//
// Shapes    [H, W, 4] RGBA → [H', W', 4]; a region in pixels of the first → the same part of the second.
import type { Image, Region } from "@camlucida/cam";

export interface Part {
  readonly image: Image;
  readonly region: Region; // of the image: what a map covers
}

/** Both scaled down by the same whole number, each pixel the mean of a square; as they are where the longer side is short enough. @param most pixels */
export function smaller({ image, region }: Part, most: number): Part {
  const step = Math.ceil(Math.max(image.width, image.height) / most);
  if (step <= 1) return { image, region };
  const [width, height] = [Math.ceil(image.width / step), Math.ceil(image.height / step)];
  const data = new Uint8Array(4 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) meanOf(image, x * step, y * step, step, data, 4 * (y * width + x));
  }
  // The last column and row may stand for less than a square: sides are scaled apart, so that the region stays inside.
  const [across, down] = [width / image.width, height / image.height];
  return { image: { width, height, data }, region: { x: region.x * across, y: region.y * down, width: region.width * across, height: region.height * down } };
}

/** Writes the mean of a square that may reach over the right and lower edge. */
function meanOf({ width, height, data }: Image, left: number, top: number, side: number, into: Uint8Array, at: number): void {
  const [right, bottom] = [Math.min(left + side, width), Math.min(top + side, height)];
  const count = (right - left) * (bottom - top);
  let [red, green, blue] = [0, 0, 0];
  for (let y = top; y < bottom; y++) {
    for (let from = 4 * (y * width + left); from < 4 * (y * width + right); from += 4) {
      red += data[from] as number;
      green += data[from + 1] as number;
      blue += data[from + 2] as number;
    }
  }
  into[at] = Math.round(red / count);
  into[at + 1] = Math.round(green / count);
  into[at + 2] = Math.round(blue / count);
  into[at + 3] = 255;
}
