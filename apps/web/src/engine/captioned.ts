// The legend below a picture that is kept, as the command line draws it, with the browser's letters.
import { ImageError, layOutLegend, type Image, type Legend, type Letters } from "@camlucida/cam";
import { short } from "../text/language.ts";

/** @returns the picture with its strip; as it is where it is too narrow for one */
export function captioned({ width, height, data }: Image, legend: Legend): Image {
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  if (!context) throw new ImageError("image-too-large", `photo: there is no room for the legend of ${width}×${height} pixels. Scale the photograph down first.`);
  const strip = layOutLegend(width, legend, lettersOn(context), short);
  if (!strip) return { width, height, data };
  context.canvas.width = width;
  context.canvas.height = strip.height;
  paintRect(context, { x: 0, y: 0, width, height: strip.height }, strip.ground);
  if (strip.bar) {
    const row = new ImageData(new Uint8ClampedArray(strip.bar.colours), strip.bar.width, 1);
    for (let y = 0; y < strip.bar.height; y++) context.putImageData(row, strip.bar.x, strip.bar.y + y);
  }
  for (const mark of strip.marks) paintRect(context, mark, mark.ink);
  for (const { text, x, y, size, ink } of strip.texts) {
    context.font = fontOf(size);
    context.fillStyle = `rgb(${ink.join()})`;
    context.fillText(text, x, y);
  }
  const below = context.getImageData(0, 0, width, strip.height).data;
  const whole = new Uint8Array(data.length + below.length);
  whole.set(data);
  whole.set(below, data.length);
  return { width, height: height + strip.height, data: whole };
}

const fontOf = (size: number): string => `${size}px system-ui, sans-serif`;

function lettersOn(context: OffscreenCanvasRenderingContext2D): Letters {
  const width = (text: string, size: number): number => {
    context.font = fontOf(size);
    return context.measureText(text).width;
  };
  const fit = (text: string, size: number, room: number): string => {
    const characters = Array.from(text);
    if (width(text, size) <= room) return text;
    while (characters.length > 0 && width(`${characters.join("")}…`, size) > room) characters.pop();
    return `${characters.join("").trimEnd()}…`;
  };
  return { width, fit };
}

function paintRect(context: OffscreenCanvasRenderingContext2D, { x, y, width, height }: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }, ink: readonly number[]): void {
  context.fillStyle = `rgb(${ink.join()})`;
  context.fillRect(x, y, width, height);
}
