// The legend as a strip below the picture, which it never covers.
import type { Image, Strip } from "@camlucida/cam";
import { fill, type Canvas } from "../sheet/canvas.ts";
import type { Typesetter } from "../sheet/typesetter.ts";

/** @param picture with room for the strip below its first `top` rows, changed */
export function drawStrip(picture: Image, top: number, strip: Strip, typesetter: Typesetter): void {
  const canvas: Canvas = { ...picture, data: picture.data as Uint8Array<ArrayBuffer> };
  const { width } = picture;
  fill(canvas, { x: 0, y: top }, width, strip.height, strip.ground);
  if (strip.bar) {
    const { x, y, height, colours } = strip.bar;
    for (let row = 0; row < height; row++) canvas.data.set(colours, 4 * ((top + y + row) * width + x));
  }
  for (const { x, y, width: wide, height, ink } of strip.marks) fill(canvas, { x, y: top + y }, wide, height, ink);
  for (const { text, x, y, size, ink } of strip.texts) typesetter.draw(canvas, text, { x, y: top + y }, size, ink);
}
