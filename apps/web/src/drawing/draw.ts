// A map as the picture that was asked for: on the page for the screen, in the engine for a file.
import { colourise, colourMapNamed, levelsOf, overlay, pixelsIn, renderArticle, renderView, scaleMap, type Image, type RawMap, type Region } from "@camlucida/cam";

export type DrawnMap = Pick<RawMap, "values" | "width" | "height">;

export type ViewChoice = "signed" | "positive" | "minmax" | "article";

export interface Look {
  readonly view: ViewChoice;
  readonly colours: string; // a colour map's name
  readonly opacity: number; // 0 … 1
  readonly cells: boolean; // the map's own cells, nothing interpolated
  readonly scale?: number | undefined; // of the strongest colour, where several maps are to be compared
}

/** What each view looks best with: the command line's own choices. */
export const usualLooks: Readonly<Record<ViewChoice, { readonly colours: string; readonly opacity: number }>> = {
  signed: { colours: "signed", opacity: 0.85 },
  positive: { colours: "turbo", opacity: 0.5 },
  minmax: { colours: "jet", opacity: 0.5 },
  article: { colours: "jet", opacity: 0.3 }, // its own: nothing to choose
};

export interface Drawn {
  readonly overlay: Image;
  readonly statement: string | undefined; // the result in words where the map says nothing about where
}

/** @param region the part of the image that the map covers */
export function draw(map: DrawnMap, image: Image, region: Region, look: Look): Drawn {
  const { values, width, height } = map;
  if (look.view === "article") return renderArticle(values, width, height, image);
  if (look.cells) return drawCells(map, image, region, { ...look, view: look.view });
  const colourMap = colourMapNamed(look.colours);
  return renderView(values, width, height, image, region, { view: look.view, colourMap, alpha: look.opacity, ...(look.scale === undefined ? {} : { scale: look.scale }) });
}

function drawCells({ values, width, height }: DrawnMap, image: Image, region: Region, look: Look & { readonly view: Exclude<ViewChoice, "article"> }): Drawn {
  const scaled = scaleMap(values, look.view, look.scale);
  const box = pixelsIn(region, image.width, image.height);
  const spread = new Float32Array(box.width * box.height);
  const cell = (pixel: number, from: number, length: number, count: number): number => Math.min(count - 1, Math.max(0, Math.floor(((pixel + 0.5 - from) / length) * count)));
  for (let y = 0; y < box.height; y++) {
    const row = cell(box.y + y, region.y, region.height, height) * width;
    for (let x = 0; x < box.width; x++) spread[y * box.width + x] = scaled.values[row + cell(box.x + x, region.x, region.width, width)] as number;
  }
  const colours = colourise(levelsOf(spread), colourMapNamed(look.colours)); // [box.height, box.width, 4]
  return { overlay: overlay(image, colours, box, look.opacity), statement: scaled.statement };
}
