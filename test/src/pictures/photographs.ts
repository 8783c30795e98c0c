// Twelve photographs on which a picture of evidence has to be read: of every colour and brightness, some of them made from others.
import type { Image } from "@camlucida/cam";
import { decodeImage } from "camlucida/internal";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

export interface Photograph {
  readonly name: string; // "coffee-blue"
  readonly difficulty: string; // "blue"
  readonly file: string; // from the repository's root
  readonly order?: readonly [number, number, number]; // of the file's channels; absent: red, green, blue
  /** A level 0…255 of a channel → the photograph's; absent: as it is. */
  readonly expose?: (level: number, channel: number) => number;
}

const night = [0.28, 0.32, 0.5]; // of red, green and blue

export const photographs: readonly Photograph[] = [
  { name: "chelsea", difficulty: "brown, a face that fills the picture", file: "samples/chelsea.png" },
  { name: "coffee", difficulty: "red", file: "samples/coffee.png" },
  { name: "rocket", difficulty: "dusk, a blue sky and lights", file: "samples/rocket.jpg" },
  { name: "raccoon", difficulty: "crowded, green", file: "test/pictures/raccoon.jpg" },
  { name: "astronaut", difficulty: "portrait, orange", file: "test/pictures/astronaut.jpg" },
  { name: "retina", difficulty: "all of one orange red", file: "test/pictures/retina.jpg" },
  { name: "coins", difficulty: "crowded, without colours", file: "test/pictures/coins.jpg" },
  { name: "stars", difficulty: "black, with points of light", file: "test/pictures/stars.jpg" },
  { name: "coffee-blue", difficulty: "blue", file: "samples/coffee.png", order: [2, 1, 0] },
  { name: "coffee-bright", difficulty: "bright", file: "samples/coffee.png", expose: (level) => 255 - 0.45 * (255 - level) },
  { name: "chelsea-night", difficulty: "night", file: "samples/chelsea.png", expose: (level, channel) => level * (night[channel] as number) },
  { name: "chelsea-haze", difficulty: "low contrast", file: "samples/chelsea.png", expose: (level) => 130 + 0.25 * level },
];

/** A file of the repository, by its path from the root. */
export const inRepository = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

export async function openPhotograph({ file, order = [0, 1, 2], expose = (level) => level }: Photograph): Promise<Image> {
  const image = await decodeImage(await readFile(inRepository(file)));
  const exposed = [0, 1, 2].map((channel) => Uint8Array.from({ length: 256 }, (_, level) => Math.round(expose(level, channel))));
  const data = image.data.slice();
  for (let p = 0; p < data.length; p += 4) {
    for (let c = 0; c < 3; c++) data[p + c] = (exposed[c] as Uint8Array)[image.data[p + (order[c] as number)] as number] as number;
  }
  return { ...image, data };
}

/** What the network finds most probable, and its map. */
export interface FoundMap {
  readonly label: string;
  readonly width: number;
  readonly height: number;
  readonly values: readonly number[]; // [height, width] logits
}

/** Under this name: what the README's first command draws of the first photograph. */
export const firstCommand = "the first command";

/** By the photograph's name. */
export const readMaps = async (): Promise<Readonly<Record<string, FoundMap>>> =>
  JSON.parse(await readFile(inRepository("test/pictures/maps.json"), "utf8")) as Record<string, FoundMap>;
