// A map as the picture that was asked for: a view, or the article's.
import { colourMapNamed, renderArticle, renderArticleOnGpu, renderView, renderViewOnGpu, type Evidence, type Image, type Region } from "@camlucida/cam";
import type { Gpu } from "@camlucida/tensor";
import type { Options } from "./arguments.ts";

/** Colours and strength of each view, unless chosen otherwise. */
const looks = {
  signed: { colormap: "signed", alpha: 0.85 },
  positive: { colormap: "turbo", alpha: 0.5 },
  minmax: { colormap: "jet", alpha: 0.5 },
} as const;

export interface Drawn {
  readonly overlay: Image;
  readonly statement: string | undefined;
}

/** @param gpu draws there; undefined: on the CPU */
export async function draw(evidence: Evidence, image: Image, region: Region, options: Options, gpu: Gpu | undefined): Promise<Drawn> {
  const { map, mapWidth, mapHeight } = evidence;
  if (options.compat === "article") {
    return gpu ? renderArticleOnGpu(gpu, map, mapWidth, mapHeight, image) : renderArticle(map, mapWidth, mapHeight, image);
  }
  const { colormap, alpha } = looks[options.view];
  const look = { view: options.view, colourMap: colourMapNamed(options.colormap ?? colormap), alpha: options.alpha ?? alpha };
  return gpu ? renderViewOnGpu(gpu, map, mapWidth, mapHeight, image, region, look) : renderView(map, mapWidth, mapHeight, image, region, look);
}
