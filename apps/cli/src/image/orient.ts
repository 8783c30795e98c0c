// Turns a picture upright, [H, W, 4] → [H, W, 4] or [W, H, 4], as PIL.ImageOps.exif_transpose and cv2.imread do.
import type { Image } from "@camlucida/cam";
import type { Orientation } from "./exif.ts";

/** Where the pixel (x, y) of the upright picture lies in the stored one: first + x·stepX + y·stepY, counted in pixels. */
interface Walk {
  readonly first: number;
  readonly stepX: number;
  readonly stepY: number;
}

/** The picture as its photographer saw it. Orientation 1 returns the same object. */
export function orient(image: Image, orientation: Orientation): Image {
  if (orientation === 1) return image;
  const onItsSide = orientation >= 5;
  const width = onItsSide ? image.height : image.width;
  const height = onItsSide ? image.width : image.height;
  const { first, stepX, stepY } = walkOf(orientation, image.width, image.height);
  const stored = asPixels(image.data); // [H, W]
  const upright = new Uint32Array(width * height); // [H, W] or [W, H]
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0, from = first + y * stepY; x < width; x++, from += stepX) upright[to++] = stored[from] ?? 0;
  }
  return { width, height, data: new Uint8Array(upright.buffer) };
}

function walkOf(orientation: Orientation, w: number, h: number): Walk {
  const topRight = w - 1;
  const bottomLeft = (h - 1) * w;
  const bottomRight = h * w - 1;
  switch (orientation) {
    case 1: return { first: 0, stepX: 1, stepY: w };
    case 2: return { first: topRight, stepX: -1, stepY: w };
    case 3: return { first: bottomRight, stepX: -1, stepY: -w };
    case 4: return { first: bottomLeft, stepX: 1, stepY: -w };
    case 5: return { first: 0, stepX: w, stepY: 1 };
    case 6: return { first: bottomLeft, stepX: -w, stepY: 1 };
    case 7: return { first: bottomRight, stepX: -w, stepY: -1 };
    case 8: return { first: topRight, stepX: w, stepY: -1 };
  }
}

/** The same memory, one number per RGBA pixel; a copy only where the bytes do not start on a multiple of 4. */
function asPixels(data: Uint8Array): Uint32Array {
  const aligned = data.byteOffset % 4 === 0 ? data : data.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}
