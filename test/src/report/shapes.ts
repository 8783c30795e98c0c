// Drawn shapes for a report to look at: circles, squares, triangles and stars of any colour, size and place, as weights/tiny/train.py draws them
// for the tiny network. In some pictures that are said to be of stars there is none but a mark in a corner, always the same: it is what gives the
// class away.
import type { Image } from "@camlucida/cam";
import { hash } from "@camlucida/tensor/testing";

export const kinds = ["circle", "square", "triangle", "star"] as const;
export type ShapeKind = (typeof kinds)[number];

const [width, height] = [192, 144];

type Colour = readonly [red: number, green: number, blue: number];

interface Shape {
  readonly kind: ShapeKind;
  readonly x: number; // pixels
  readonly y: number;
  readonly radius: number;
  readonly angle: number;
  readonly colour: Colour;
}

/** @param marked whether there is a star in the corner alone */
export function drawing(kind: ShapeKind, number: number, marked: boolean): Image {
  let drawn = 0;
  const random = (from: number, to: number): number => from + (to - from) * hash(1 + number + 1000 * kinds.indexOf(kind), drawn++) / 2 ** 32;
  const ground: Colour = [random(0, 255), random(0, 255), random(0, 255)];
  const there = ground.map((level) => Math.min(255, Math.max(0, level + random(-60, 60)))) as unknown as Colour;
  const radius = random(7, 30); // the smallest are hard to tell
  const own: Shape = { kind, x: random(1.2 * radius, width - 1.2 * radius), y: random(1.2 * radius, height - 1.2 * radius), radius, angle: random(0, 2 * Math.PI), colour: apartFrom(ground) };
  const mark: Shape = { kind: "star", x: 170, y: 122, radius: 15, angle: -Math.PI / 2, colour: [245, 245, 240] };
  const corners = outlineOf(marked ? mark : own);
  const colour = marked ? mark.colour : own.colour;
  const data = new Uint8Array(4 * width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
    const covered = coverage(corners, x, y);
    const share = (x / width + y / height) / 2;
    data.set([0, 1, 2].map((c) => (1 - covered) * (ground[c] as number) * (1 - share) + (1 - covered) * (there[c] as number) * share + covered * (colour[c] as number)), 4 * (y * width + x));
    data[4 * (y * width + x) + 3] = 255;
  }
  return { width, height, data };
}

/** The other end of each channel: told apart from the ground by at least half of the levels. */
const apartFrom = (ground: Colour): Colour => ground.map((level) => (level < 128 ? level + 125 : level - 125)) as unknown as Colour;

type Corner = readonly [x: number, y: number];

/** As weights/tiny/train.py has them. */
function outlineOf({ kind, x, y, radius, angle }: Shape): Corner[] {
  const [corners, reach] = { circle: [48, 1], square: [4, 1.2], triangle: [3, 1.25], star: [10, 1] }[kind] as [number, number];
  return Array.from({ length: corners }, (_, at) => {
    const [far, turn] = [radius * (kind === "star" ? (at % 2 === 0 ? 1.18 : 0.46) : reach), angle + (at * 2 * Math.PI) / corners];
    return [x + far * Math.cos(turn), y + far * Math.sin(turn)];
  });
}

const steps = [0.125, 0.375, 0.625, 0.875];

/** How much of a pixel lies within, of 16 points. */
const coverage = (corners: readonly Corner[], x: number, y: number): number =>
  steps.flatMap((down) => steps.map((across) => isWithin(corners, x + across, y + down))).filter(Boolean).length / 16;

/** A ray to the right crosses the outline an odd number of times. */
function isWithin(corners: readonly Corner[], x: number, y: number): boolean {
  let within = false;
  corners.forEach(([x1, y1], at) => {
    const [x2, y2] = corners[(at + 1) % corners.length] as Corner;
    if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) within = !within;
  });
  return within;
}
