// A picture being put together: rectangles, other pictures, and shapes of a given coverage, on opaque paper.
import type { Image } from "@camlucida/cam";

export type Colour = readonly [red: number, green: number, blue: number]; // 0…255 sRGB

export interface Place {
  readonly x: number; // whole pixels, from the left
  readonly y: number; // whole pixels, from the top
}

export interface Canvas extends Image {
  /** [height, width, 4] RGBA, alpha 255 everywhere */
  readonly data: Uint8Array<ArrayBuffer>;
}

export function paper(width: number, height: number, colour: Colour): Canvas {
  const canvas = { width, height, data: new Uint8Array(width * height * 4).fill(255) };
  fill(canvas, { x: 0, y: 0 }, width, height, colour);
  return canvas;
}

/** A rectangle; what lies outside the canvas is left out. */
export function fill(canvas: Canvas, { x, y }: Place, width: number, height: number, colour: Colour): void {
  const [left, right] = [Math.max(x, 0), Math.min(x + width, canvas.width)];
  if (left >= right) return;
  const line = new Uint8Array(4 * (right - left)).map((_, at) => (colour as readonly number[])[at & 3] ?? 255);
  for (let row = Math.max(y, 0); row < Math.min(y + height, canvas.height); row++) canvas.data.set(line, 4 * (row * canvas.width + left));
}

/** Another picture, which must lie inside; its alpha is not looked at. */
export function put(canvas: Canvas, { x, y }: Place, image: Image): void {
  for (let row = 0; row < image.height; row++) {
    const opaque = image.data.slice(4 * row * image.width, 4 * (row + 1) * image.width);
    for (let p = 3; p < opaque.length; p += 4) opaque[p] = 255;
    canvas.data.set(opaque, 4 * ((y + row) * canvas.width + x));
  }
}

/** Lays a colour on where a shape is. @param coverage [height, width] 0…1; what lies outside the canvas is left out */
export function tint(canvas: Canvas, { x, y }: Place, coverage: Float32Array, width: number, colour: Colour): void {
  const [left, right] = [Math.max(x, 0), Math.min(x + width, canvas.width)];
  const [top, bottom] = [Math.max(y, 0), Math.min(y + coverage.length / width, canvas.height)];
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const share = coverage[(row - y) * width + column - x] as number;
      if (share > 0) layOn(canvas.data, 4 * (row * canvas.width + column), colour, share);
    }
  }
}

function layOn(data: Uint8Array, p: number, colour: Colour, share: number): void {
  for (let c = 0; c < 3; c++) {
    const paperLevel = data[p + c] as number;
    data[p + c] = Math.round(paperLevel + ((colour[c] as number) - paperLevel) * share);
  }
}
