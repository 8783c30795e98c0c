// The part of a photograph that the input of the network covers, and the pixels whose centres lie in it.
import { ImageError } from "../errors/errors.ts";

/** A rectangle in the photograph's pixels; corners may fall between pixels. Pixel (i, j) covers [i, i+1) × [j, j+1). */
export interface Region {
  readonly x: number; // left edge
  readonly y: number; // top edge
  readonly width: number;
  readonly height: number;
}

/** @throws ImageError "region-outside" unless the region is a non-empty part of a `width` × `height` picture. */
export function requireRegion({ x, y, width, height }: Region, imageWidth: number, imageHeight: number): void {
  // A crop's edges are quotients of doubles: let them pass the picture's edge by their rounding, never by a visible part.
  const slack = 1e-6;
  const inside = x >= -slack && y >= -slack && x + width <= imageWidth + slack && y + height <= imageHeight + slack;
  if (inside && width > 0 && height > 0) return;
  const [region, size] = [`${width} × ${height} at (${x}, ${y})`, `${imageWidth} × ${imageHeight}`];
  throw new ImageError("region-outside", `the region ${region} is no part of a picture of ${size} pixels.`);
}

/** The pixels whose centres lie in the region: whole numbers, possibly none (a sliver between two centres). */
export function pixelsIn(region: Region, imageWidth: number, imageHeight: number): Region {
  requireRegion(region, imageWidth, imageHeight);
  // The centre i + ½ lies in [x, x + width) for i from ceil(x − ½) up to, not including, ceil(x + width − ½).
  const left = Math.max(0, Math.ceil(region.x - 0.5));
  const top = Math.max(0, Math.ceil(region.y - 0.5));
  const right = Math.min(imageWidth, Math.ceil(region.x + region.width - 0.5));
  const bottom = Math.min(imageHeight, Math.ceil(region.y + region.height - 0.5));
  return { x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) };
}
