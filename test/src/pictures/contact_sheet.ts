// Photographs, each beside its picture, in two columns.
import type { Image } from "@camlucida/cam";
import { paper, put, tileOf, type Typesetter } from "camlucida/internal";
import type { Legibility } from "./legibility.ts";
import type { FoundMap, Photograph } from "./photographs.ts";

export interface Explained {
  readonly photograph: Photograph;
  readonly image: Image;
  readonly picture: Image; // as the command line writes it, without the legend
  readonly map: FoundMap;
  readonly legibility: Legibility;
}

const side = 300; // of a tile
const [gap, margin, caption] = [8, 24, 38];
const [white, ink, pale] = [[255, 255, 255], [24, 24, 28], [96, 98, 106]] as const;

export function contactSheet(explained: readonly Explained[], typesetter: Typesetter): Image {
  const rows = Array.from({ length: Math.ceil(explained.length / 2) }, (_, at) => explained.slice(2 * at, 2 * at + 2));
  const heights = rows.map((row) => Math.max(...row.map(({ image }) => Math.round((side * image.height) / Math.max(image.width, image.height)))));
  const cell = 2 * side + gap + 2 * margin;
  const canvas = paper(2 * cell, margin + heights.reduce((sum, height) => sum + height + caption, 0), white);
  let y = margin;
  rows.forEach((row, at) => {
    row.forEach((one, column) => drawCell(one, margin + column * cell, y));
    y += (heights[at] as number) + caption;
  });
  return canvas;

  function drawCell({ image, picture, photograph, map, legibility }: Explained, x: number, top: number): void {
    const tiles = [image, picture].map((shown) => tileOf(shown, side));
    const bottom = top + Math.max(...tiles.map(({ height }) => height));
    tiles.forEach((tile, index) => put(canvas, { x: x + index * (side + gap), y: top }, tile));
    typesetter.draw(canvas, photograph.difficulty, { x, y: bottom + 18 }, 13, ink);
    typesetter.draw(canvas, `${map.label} · ΔE ${legibility.difference.toFixed(0)}`, { x: x + side + gap, y: bottom + 18 }, 13, pale);
  }
}
