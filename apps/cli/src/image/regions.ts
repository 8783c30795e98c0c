// Where a map says "here": the pixels of a photograph whose positive evidence reaches a share of its largest, and the connected regions
// of these, each as the smallest box around it.
//
//   P = max(M, 0), enlarged bilinearly;   mask = P > 0 and P ≥ threshold · max P
//
// Shapes    M [h, w] → P [box.height, box.width], the part of the photograph that the network saw → mask [H, W].
// Method    Rows of inside pixels are runs; a run joins the regions of the runs above that it touches (4-connectivity).
//           Regions that meet become one: union-find.
// Source    Rosenfeld & Pfaltz 1966, doi:10.1145/321356.321357.
import { type Image, place, type RawMap, type Region, upsample } from "@camlucida/cam";
import type { StyleOptions } from "../arguments/options.ts";
import { type Canvas, type Colour, fill } from "../sheet/canvas.ts";

interface Found {
  readonly mask: Mask;
  readonly boxes: readonly Box[]; // none unless asked for
}

/** In pixels of the photograph. */
export interface Box {
  readonly x: number; // its leftmost pixels
  readonly y: number; // its topmost pixels
  readonly width: number;
  readonly height: number;
}

/** More boxes than this say nothing about where. */
const mostBoxes = 100;

/** @returns undefined where neither is asked for */
export function findRegions(map: RawMap, image: Image, region: Region, { box, threshold }: Pick<StyleOptions, "box" | "threshold">, wantsMask: boolean): Found | undefined {
  if (!box && !wantsMask) return undefined;
  const marked = maskOf(map, image, region, threshold);
  return { mask: marked, boxes: box ? boxesOf(marked, mostBoxes) : [] };
}

export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly inside: Uint8Array; // [height, width] 0 or 1
}

/**
 * A map that is positive nowhere, or not finite, marks nothing.
 * @param image the photograph's size; @param threshold 0…1
 */
export function maskOf({ values, width, height }: RawMap, image: { readonly width: number; readonly height: number }, region: Region, threshold: number): Mask {
  const mask = { width: image.width, height: image.height, inside: new Uint8Array(image.width * image.height) };
  if (!values.every(Number.isFinite)) return mask;
  const placement = place(width, height, region, image.width, image.height);
  const { box } = placement;
  const evidence = upsample(values.map((value) => Math.max(value, 0)), width, height, placement); // [box.height, box.width]
  const level = threshold * evidence.reduce((most, value) => Math.max(most, value), 0);
  evidence.forEach((value, at) => {
    if (value <= 0 || value < level) return;
    mask.inside[(box.y + Math.floor(at / box.width)) * image.width + box.x + (at % box.width)] = 1;
  });
  return mask;
}

interface Part {
  parent: number; // itself, where it is the first of its region
  left: number;
  top: number;
  right: number; // exclusive
  bottom: number; // exclusive
  area: number; // pixels
}

interface Run {
  readonly left: number;
  readonly right: number; // exclusive
  readonly part: number;
}

/** @returns at most `most` boxes, the region of most pixels first; of equal ones the upper, then the left */
export function boxesOf(mask: Mask, most: number): Box[] {
  const parts: Part[] = [];
  let above: readonly Run[] = [];
  for (let y = 0; y < mask.height; y++) {
    const row = runsOf(mask, y, parts);
    join(above, row, parts);
    above = row;
  }
  return parts
    .filter(({ parent }, at) => parent === at)
    .toSorted((a, b) => b.area - a.area || a.top - b.top || a.left - b.left)
    .slice(0, most)
    .map(({ left, top, right, bottom }) => ({ x: left, y: top, width: right - left, height: bottom - top }));
}

/** The runs of one row, each a part of its own so far. */
function runsOf({ width, inside }: Mask, y: number, parts: Part[]): Run[] {
  const runs: Run[] = [];
  for (let x = 0; x < width; x++) {
    if (inside[y * width + x] === 0) continue;
    const left = x;
    while (x < width && inside[y * width + x] === 1) x++;
    const part = parts.push({ parent: parts.length, left, top: y, right: x, bottom: y + 1, area: x - left }) - 1;
    runs.push({ left, right: x, part });
  }
  return runs;
}

/** Joins the runs of two neighbouring rows, both from left to right. */
function join(above: readonly Run[], below: readonly Run[], parts: Part[]): void {
  for (let i = 0, j = 0; i < above.length && j < below.length;) {
    const [a, b] = [above[i] as Run, below[j] as Run];
    if (a.left < b.right && b.left < a.right) unite(parts, a.part, b.part);
    if (a.right < b.right) i++;
    else j++;
  }
}

function unite(parts: Part[], one: number, other: number): void {
  const [first, second] = [rootOf(parts, one), rootOf(parts, other)].toSorted((a, b) => a - b) as [number, number];
  if (first === second) return;
  const [kept, joined] = [parts[first] as Part, parts[second] as Part];
  joined.parent = first;
  kept.left = Math.min(kept.left, joined.left);
  kept.top = Math.min(kept.top, joined.top);
  kept.right = Math.max(kept.right, joined.right);
  kept.bottom = Math.max(kept.bottom, joined.bottom);
  kept.area += joined.area;
}

function rootOf(parts: Part[], start: number): number {
  let at = start;
  for (let part = parts[at] as Part; part.parent !== at; part = parts[at] as Part) {
    part.parent = (parts[part.parent] as Part).parent; // halves the way for the next one
    at = part.parent;
  }
  return at;
}

const light: Colour = [255, 255, 255];
const dark: Colour = [0, 0, 0];

/** A light line between two dark ones, to be seen on any ground. The lines lie inside their boxes; the largest region's is on top. */
export function drawBoxes(image: Image, boxes: readonly Box[]): Image {
  const canvas: Canvas = { ...image, data: new Uint8Array(image.data) };
  const line = Math.max(1, Math.round(Math.max(image.width, image.height) / 300));
  for (const box of boxes.toReversed()) {
    frame(canvas, box, 0, 3 * line, dark);
    frame(canvas, box, line, line, light);
  }
  return canvas;
}

/** A frame of `thickness` pixels, `inset` pixels inside the box; what does not fit is left out. */
function frame(canvas: Canvas, box: Box, inset: number, thickness: number, colour: Colour): void {
  const [x, y, width, height] = [box.x + inset, box.y + inset, box.width - 2 * inset, box.height - 2 * inset];
  if (width <= 0 || height <= 0) return;
  const [across, down] = [Math.min(thickness, width), Math.min(thickness, height)];
  fill(canvas, { x, y }, width, down, colour);
  fill(canvas, { x, y: y + height - down }, width, down, colour);
  fill(canvas, { x, y }, across, height, colour);
  fill(canvas, { x: x + width - across, y }, across, height, colour);
}
