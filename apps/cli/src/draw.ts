// A map as the picture that was asked for: a view, or another system's.
import {
  colourMapNamed, describeMap, paint, place, renderArticle, renderView, scaleMap, type Image, type Paint, type RawMap, type Region,
} from "@camlucida/cam";
import type { Options } from "./arguments.ts";

/** Colours and strength of each view, unless chosen otherwise. */
const looks = {
  signed: { colormap: "signed", alpha: 0.85 },
  positive: { colormap: "turbo", alpha: 0.5 },
  minmax: { colormap: "jet", alpha: 0.5 },
} as const;

export function paintFor({ compat, view, colormap, alpha }: Pick<Options, "compat" | "view" | "colormap" | "alpha">): Paint {
  if (compat !== undefined) return finishedPaint;
  return { colourMap: colourMapNamed(colormap ?? looks[view].colormap), alpha: alpha ?? looks[view].alpha };
}

/** As pytorch-grad-cam and torch-cam draw theirs. */
const finishedPaint: Paint = { colourMap: colourMapNamed("jet"), alpha: 0.5 };

export interface Drawn {
  readonly overlay: Image;
  readonly statement: string | undefined;
}

/** On the CPU, whatever the network runs on: the photograph and the file are there, and the way to a GPU and back takes longer than the drawing. */
export function draw(map: RawMap, image: Image, region: Region, options: Options): Drawn {
  const { values, width, height } = map;
  if (options.compat === "article") return renderArticle(values, width, height, image);
  if (options.compat !== undefined) return drawFinished(map, image, region);
  return renderView(values, width, height, image, region, { view: options.view, ...paintFor(options) });
}

/** A map of 0 … 1 as it is. */
function drawFinished({ values, width, height }: RawMap, image: Image, region: Region): Drawn {
  const placement = place(width, height, region, image.width, image.height);
  return { overlay: paint(values, width, height, placement, image, finishedPaint), statement: finishedStatement(values) };
}

/** Why a map makes no picture, in words, without drawing it. */
export function statementOn({ values }: RawMap, { compat, view }: Pick<Options, "compat" | "view">): string | undefined {
  return compat === undefined ? scaleMap(values, view).statement : finishedStatement(values);
}

/** Where a finished map shows nothing, it is zero everywhere, whatever the evidence was. */
function finishedStatement(values: Float32Array): string | undefined {
  const { statement } = scaleMap(values, "positive");
  const { finite } = describeMap(values);
  return statement !== undefined && finite ? "the finished map is zero everywhere" : statement;
}
