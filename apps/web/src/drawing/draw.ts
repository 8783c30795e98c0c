// A map as the picture that was asked for: on the page for the screen, in the engine for a file. As the command line draws it.
import { coloursOf, drawMap, type DrawnMap, type Image, keyOf, type Region, renderArticle, type RenderedView } from "@camlucida/cam";

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

/** @returns the value of the strongest colour, > 0; undefined where the view stretches every map between its own ends, or nothing is drawn */
export function commonScale(view: ViewChoice, maps: readonly DrawnMap[]): number | undefined {
  if (view === "minmax" || view === "article") return undefined;
  const highest = maps.flatMap((map) => keyOf(map, { view })?.high ?? []);
  return highest.length > 0 ? Math.max(...highest) : undefined;
}
