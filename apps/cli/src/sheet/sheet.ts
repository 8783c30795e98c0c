// A contact sheet: the photograph and what the network sees in it, then methods down and classes across, every row on one
// scale with its colour bar.
import type { Image } from "@camlucida/cam";
import type { TilePaint } from "../image/draw.ts";
import { percent } from "../report/numbers.ts";
import { fill, paper, put } from "./canvas.ts";
import type { SheetContent, SheetView } from "./content.ts";
import { ink, layoutOf, letters, margin, pale, share, tileSide, white } from "./layout.ts";
import { type Drawing, drawRow } from "./row.ts";
import { tileOf } from "./tile.ts";
import type { Typesetter } from "./typesetter.ts";

/** @param fixed what the strongest colour stands for, where it was chosen. @throws OutputError "output-too-large" */
export function drawSheet(content: SheetContent, typesetter: Typesetter, paint: TilePaint, view: SheetView, fixed?: number | "common"): Image {
  const layout = layoutOf(content, typesetter);
  const canvas = paper(layout.width, layout.height, white);
  const tile = tileOf(content.photo, tileSide);
  const drawing: Drawing = { canvas, layout, typesetter, content, tile, paint, view, fixed };
  put(canvas, { x: margin, y: margin }, tile);
  drawFacts(drawing);
  drawHeadings(drawing);
  content.rows.forEach((row, index) => drawRow(row, index, drawing));
  return canvas;
}

/** Beside the photograph: its name, and the most probable classes. */
function drawFacts({ canvas, layout: { list }, typesetter, content: { title, facts, top } }: Drawing): void {
  const { x, y, line, width } = list;
  typesetter.draw(canvas, typesetter.fit(title, letters.title, width), { x, y: y + 15 }, letters.title, ink);
  typesetter.draw(canvas, typesetter.fit(facts, letters.plain, width), { x, y: y + 36 }, letters.plain, pale);
  const [labels, bars] = [190, 170]; // widths
  top.forEach(({ label, probability }, at) => {
    const base = y + 70 + at * line;
    typesetter.draw(canvas, typesetter.fit(label, letters.plain, labels - 10), { x, y: base }, letters.plain, ink);
    const length = Number.isFinite(probability) ? Math.round(probability * bars) : 0;
    fill(canvas, { x: x + labels, y: base - 10 }, Math.max(length, 1), 12, share);
    typesetter.draw(canvas, percent(probability), { x: x + labels + Math.max(length, 1) + 8, y: base }, letters.plain, ink);
  });
}

function drawHeadings({ canvas, layout, typesetter, content: { columns } }: Drawing): void {
  columns.forEach(({ title, subtitle }, column) => {
    const { x } = layout.tileAt(0, column);
    typesetter.draw(canvas, typesetter.fit(title, letters.heading, layout.columnWidth), { x, y: layout.headingsY + 14 }, letters.heading, ink);
    typesetter.draw(canvas, typesetter.fit(subtitle, letters.plain, layout.columnWidth), { x, y: layout.headingsY + 32 }, letters.plain, pale);
  });
}
