// A map as the picture that was asked for: on the page for the screen, in the engine for a file. As the command line draws it.
import {
  coloursOf, drawMap, type DrawnMap, type Image, keyOf, type RawMap, type Region, renderArticle, type RenderedView,
} from "@camlucida/cam";

export type { DrawnMap };

/** What drawing needs of a map: without what it is the sum of, which may be some megabytes. */
export const valuesAlone = ({ method, width, height, values }: RawMap): DrawnMap => ({ method, width, height, values });

export type ViewChoice = "signed" | "positive" | "minmax" | "article";

export interface PictureStyle {
  readonly view: ViewChoice;
  readonly colours: string; // one of `coloursFor` the view
  readonly opacity: number; // 0 … 1
  readonly cells: boolean; // the map's own cells, nothing interpolated
  readonly lines?: "none" | undefined; // undefined: where they help
  readonly scale?: number | undefined; // of the strongest colour, where several maps are to be compared
}

export const viewChoices: readonly ViewChoice[] = ["signed", "positive", "minmax", "article"];

/** The colour maps that fit a view, the usual one first. */
export const coloursFor = (view: ViewChoice): readonly string[] => (view === "article" ? ["jet"] : coloursOf(view));

/** @param region the part of the image that the map covers */
export function draw(map: DrawnMap, image: Image, region: Region, { view, colours, opacity, cells, scale, lines }: PictureStyle): RenderedView {
  if (view === "article") return renderArticle(map.values, map.width, map.height, image);
  return drawMap(map, image, region, { view, colours, alpha: opacity, scale, lines, enlarging: cells ? "cells" : "smooth" });
}

/** @returns the value of the strongest colour, > 0; undefined where the view stretches every map between its own ends, or nothing is drawn */
export function commonScale(view: ViewChoice, maps: readonly DrawnMap[]): number | undefined {
  if (view === "minmax" || view === "article") return undefined;
  const highest = maps.flatMap((map) => keyOf(map, { view })?.high ?? []);
  return highest.length > 0 ? Math.max(...highest) : undefined;
}

export interface Part {
  readonly image: Image; // [H, W, 4] RGBA
  readonly region: Region; // of the image: what a map covers
}

/**
 * At the size in which a picture is shown, so that drawing a map over it costs what can be seen of it. Image and region
 * are scaled down by the same whole number, each pixel the mean of a square; as they are where the longer side is short
 * enough.
 * @param most pixels
 */
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
