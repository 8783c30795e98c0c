// The legend as a strip below the picture, which it never covers.
import { layOutLegend, type Image, type Legend } from "@camlucida/cam";
import { short } from "../report/numbers.ts";
import { fill, type Canvas } from "../sheet/canvas.ts";
import type { Typesetter } from "../sheet/typesetter.ts";

/** @returns the picture with its strip; the picture itself where it is too narrow */
export function withLegend(picture: Image, legend: Legend, typesetter: Typesetter): Image {
  const strip = layOutLegend(picture.width, legend, typesetter, short);
  if (!strip) return picture;
  const { width, height: top, data } = picture;
  const height = top + strip.height;
  const canvas: Canvas = { width, height, data: new Uint8Array(4 * width * height).fill(255, data.length) };
  canvas.data.set(data);
  fill(canvas, { x: 0, y: top }, width, strip.height, strip.ground);
  if (strip.bar) {
    const { x, y, height: high, colours } = strip.bar;
    for (let row = 0; row < high; row++) canvas.data.set(colours, 4 * ((top + y + row) * width + x));
  }
  for (const { x, y, width: wide, height: high, ink } of strip.marks) fill(canvas, { x, y: top + y }, wide, high, ink);
  for (const { text, x, y, size, ink } of strip.texts) typesetter.draw(canvas, text, { x, y: top + y }, size, ink);
  return canvas;
}
