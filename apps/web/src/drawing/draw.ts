// A map as the picture that was asked for: on the page for the screen, in the engine for a file. As the command line draws it.
import { coloursOf, drawMap, renderArticle, type DrawnMap, type Image, type Region, type RenderedView } from "@camlucida/cam";

export type { DrawnMap };

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
