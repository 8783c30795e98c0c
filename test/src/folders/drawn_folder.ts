// A folder of small pictures, all different, the same for the same seed: coloured rectangles on a slope of two colours.
import { seeded } from "@camlucida/tensor/testing";
import { encodePng } from "camlucida/internal";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const rectangles = 3;
const numbersEach = 8 + 7 * rectangles; // that a picture is drawn by

/** PNGs of 32 to 64 pixels a side, 00000.png …; made in the folder, which is made. @returns their names */
export async function drawFolder(folder: string, count: number, seed: number): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const numbers = seeded(seed, count * numbersEach).map((x) => (x + 1) / 2); // 0 … 1
  const names = Array.from({ length: count }, (_, at) => `${String(at).padStart(5, "0")}.png`);
  for (const [at, name] of names.entries()) {
    await writeFile(join(folder, name), await encodePng(draw(numbers.subarray(at * numbersEach, (at + 1) * numbersEach))));
  }
  return names;
}

function draw(numbers: Float32Array): { width: number; height: number; data: Uint8Array<ArrayBuffer> } {
  let next = 0;
  const take = (below: number): number => Math.min(below - 1, Math.floor((numbers[next++] as number) * below));
  const [width, height] = [32 + take(33), 32 + take(33)];
  const data = new Uint8Array(4 * width * height);
  const [from, to] = [[take(256), take(256), take(256)], [take(256), take(256), take(256)]];
  const boxes = Array.from({ length: rectangles }, () => ({ x: take(width), y: take(height), width: 1 + take(width), height: 1 + take(height), colour: [take(256), take(256), take(256)] }));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const box = boxes.findLast((each) => x >= each.x && x < each.x + each.width && y >= each.y && y < each.y + each.height);
      const slope = from.map((colour, channel) => colour + ((to[channel] as number) - colour) * (x / width));
      data.set([...(box?.colour ?? slope), 255], 4 * (y * width + x));
    }
  }
  return { width, height, data };
}
