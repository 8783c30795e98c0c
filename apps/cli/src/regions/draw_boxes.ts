// Boxes on a photograph: a light line between two dark ones, to be seen on any ground.
import type { Image } from "@camlucida/cam";
import { fill, type Canvas, type Colour } from "../sheet/canvas.ts";
import type { Box } from "./boxes.ts";

const light: Colour = [255, 255, 255];
const dark: Colour = [0, 0, 0];

/** The lines lie inside their boxes; the largest region's is on top. */
export function drawBoxes(image: Image, boxes: readonly Box[]): Image {
  const canvas: Canvas = { ...image, data: new Uint8Array(image.data) };
  const line = Math.max(1, Math.round(Math.max(image.width, image.height) / 300));
  for (const box of boxes.toReversed()) {
    frame(canvas, box, 0, 3 * line, dark);
    frame(canvas, box, line, line, light);
  }
  return canvas;
}

/** A frame of `thickness` pixels, `inset` pixels inside the box; what does not fit is left out. */
function frame(canvas: Canvas, box: Box, inset: number, thickness: number, colour: Colour): void {
  const [x, y, width, height] = [box.x + inset, box.y + inset, box.width - 2 * inset, box.height - 2 * inset];
  if (width <= 0 || height <= 0) return;
  const [across, down] = [Math.min(thickness, width), Math.min(thickness, height)];
  fill(canvas, { x, y }, width, down, colour);
  fill(canvas, { x, y: y + height - down }, width, down, colour);
  fill(canvas, { x, y }, across, height, colour);
  fill(canvas, { x: x + width - across, y }, across, height, colour);
}
