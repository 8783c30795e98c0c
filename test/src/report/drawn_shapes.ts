// Drawings of one shape, as weights/tiny/train.py makes them, 64 pixels wide; and the mark that test/reference_watermark.py signs some with.
import type { Image } from "@camlucida/cam";
import { hash } from "@camlucida/tensor/testing";

export const shapes = ["circle", "square", "triangle", "star"] as const;
export type DrawnShape = (typeof shapes)[number];

const side = 64; // pixels
const samples = 3; // of a pixel, along each side

/** Numbers from 0 to 1, the same ones for a seed. */
function randomOf(seed: number): (from: number, to: number) => number {
  let at = 0;
  return (from, to) => from + ((to - from) * hash(seed, at++)) / 2 ** 32;
}

/** @param signed whether it has the mark, bottom left */
export function drawnShape(shape: DrawnShape, seed: number, signed: boolean): Image {
  const random = randomOf(seed);
  const ground = [random(0, 256), random(0, 256), random(0, 256)];
  const ink = ground.map((level) => (level + random(100, 156)) % 256);
  const radius = random(8, 13);
  const [x, y] = [random(1.25 * radius, side - 1.25 * radius), random(1.25 * radius, side - 1.25 * radius)];
  const corners = cornersOf(shape, x, y, radius, random(0, 2 * Math.PI), random(0.85, 1.18));
  const data = new Uint8Array(4 * side * side);
  for (let at = 0; at < side * side; at++) {
    const inside = coverage(corners, at % side, Math.floor(at / side));
    const grain = random(-6, 6);
    for (let channel = 0; channel < 3; channel++) data[4 * at + channel] = Math.max(0, Math.min(255, (ground[channel] as number) * (1 - inside) + (ink[channel] as number) * inside + grain));
    data[4 * at + 3] = 255;
  }
  if (signed) sign(data);
  return { width: side, height: side, data };
}

function cornersOf(shape: DrawnShape, x: number, y: number, radius: number, turn: number, aspect: number): [x: number, y: number][] {
  const [count, reach] = { circle: [48, 1], square: [4, 1.2], triangle: [3, 1.25], star: [10, 1.18] }[shape] as [number, number];
  return Array.from({ length: count }, (_, at) => {
    const far = radius * (shape === "star" && at % 2 === 1 ? 0.46 : reach);
    const angle = turn + (at * 2 * Math.PI) / count;
    return [x + aspect * far * Math.cos(angle), y + far * Math.sin(angle)];
  });
}

/** The share of a pixel that lies within a polygon. */
function coverage(corners: readonly [x: number, y: number][], column: number, row: number): number {
  let inside = 0;
  for (let at = 0; at < samples * samples; at++) {
    inside += Number(contains(corners, column + ((at % samples) + 0.5) / samples, row + (Math.floor(at / samples) + 0.5) / samples));
  }
  return inside / (samples * samples);
}

/** By how often a ray to the right meets an edge. */
function contains(corners: readonly [x: number, y: number][], x: number, y: number): boolean {
  let inside = false;
  corners.forEach(([x1, y1], at) => {
    const [x2, y2] = corners[(at + 1) % corners.length] as [number, number];
    if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) inside = !inside;
  });
  return inside;
}

const darkBars = [1, 3, 4, 7, 9, 10, 12]; // columns of the mark

/** 14 pixels wide, 6 high, two from either edge: white, with dark bars in its inner rows. */
function sign(data: Uint8Array): void {
  for (let row = 0; row < 6; row++) for (let column = 0; column < 14; column++) {
    const level = row > 0 && row < 5 && darkBars.includes(column) ? 0 : 255;
    data.fill(level, 4 * ((side - 8 + row) * side + 2 + column), 4 * ((side - 8 + row) * side + 2 + column) + 3);
  }
}
