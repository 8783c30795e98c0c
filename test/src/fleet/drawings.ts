// Small seeded drawings, 32 to 64 pixels a side: each is another, and the same on every machine.
import { hash } from "@camlucida/tensor/testing";
import { encodePng } from "camlucida/internal";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** @returns the drawings' names */
export async function writeDrawings(folder: string, count: number): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const names = Array.from({ length: count }, (_, at) => `drawing${String(at).padStart(5, "0")}.png`);
  for (const [at, name] of names.entries()) await writeFile(join(folder, name), await encodePng(drawing(at)));
  return names;
}

/** A disc on a ground. */
function drawing(seed: number): { width: number; height: number; data: Uint8Array } {
  const at = (i: number, limit: number): number => hash(seed, i) % limit;
  const [width, height] = [32 + at(0, 33), 32 + at(1, 33)];
  const [x, y, radius] = [at(2, width), at(3, height), 5 + at(4, 12)];
  const data = new Uint8Array(4 * width * height); // [H, W, 4]
  for (let pixel = 0; pixel < width * height; pixel++) {
    const inside = (pixel % width - x) ** 2 + (Math.floor(pixel / width) - y) ** 2 < radius ** 2;
    for (let channel = 0; channel < 3; channel++) data[4 * pixel + channel] = at(inside ? 5 + channel : 8 + channel, 256);
    data[4 * pixel + 3] = 255;
  }
  return { width, height, data };
}
