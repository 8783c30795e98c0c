// A map as the picture that was asked for: a view, or another system's, and a legend below it.
import {
  colourMapNamed, drawMap, grainOf, paint, place, renderArticle, tint, tintOf, defaultColours, viewOptions,
  type ColourMap, type Image, type MapStyle, type Paint, type Placement, type RawMap, type Region, type Strip,
} from "@camlucida/cam";
import type { HowOptions, Options, StyleOptions } from "../arguments/options.ts";
import { type Canvas, fill } from "../sheet/canvas.ts";
import type { Typesetter } from "../sheet/typesetter.ts";

type Chosen = Pick<StyleOptions, "view" | "colormap" | "alpha">;

/** @param scale of the strongest colour, in the map's unit; undefined: the map's own */
const styleOf = ({ view, colormap, alpha }: Chosen, scale?: number): MapStyle => ({ view, colours: colormap ?? defaultColours(view), alpha, scale });

/** As pytorch-grad-cam and torch-cam draw theirs. */
const finishedPaint: Paint = { colourMap: colourMapNamed("jet"), alpha: 0.5 };

/** How the tiles of a contact sheet are drawn, from values between 0 and 1: too small for lines. */
export interface TilePaint {
  readonly bar: ColourMap; // [256, 4]
  cover(map: RawMap, values: Float32Array, placement: Placement, tile: Image): Image;
}

export function tilePaintFor({ compat }: Pick<HowOptions, "compat">, chosen: Chosen): TilePaint {
  if (compat !== undefined) return { bar: finishedPaint.colourMap, cover: ({ width, height }, values, placement, tile) => paint(values, width, height, placement, tile, finishedPaint) };
  const style = styleOf(chosen);
  return {
    bar: colourMapNamed(chosen.colormap ?? defaultColours(chosen.view)),
    cover: ({ method, width, height }, values, placement, tile) => tint(values, width, height, placement, tile, tintOf({ ...viewOptions(style, grainOf(method)), lines: "none" }, tile)),
  };
}

/**
 * On the CPU, whatever the network runs on: the photograph and the file are there, and the way to a GPU and back takes longer than the drawing.
 *
 * @param below rows left empty below the picture, for a legend; other systems' pictures have none
 */
export function draw(map: RawMap, image: Image, region: Region, { how: { compat }, style }: Pick<Options, "how" | "style">, scale?: number, below = 0): Image {
  const { values, width, height } = map;
  if (compat === "article") return renderArticle(values, width, height, image).overlay;
  if (compat !== undefined) return drawFinished(map, image, region);
  return drawMap(map, image, region, styleOf(style, scale), below).overlay;
}

/** A map of 0 … 1 as it is. */
function drawFinished({ values, width, height }: RawMap, image: Image, region: Region): Image {
  const placement = place(width, height, region, image.width, image.height);
  return paint(values, width, height, placement, image, finishedPaint);
}

/** The legend, below a picture, which it never covers. @param picture with room for the strip below its first `top` rows, changed */
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
