// `npm run pictures`: explains twelve photographs with the command line, and writes docs/pictures.jpg, docs/pictures.md and
// test/pictures/maps.json; and the README's first picture, as its first command draws it.
import { type Image, place, upsample } from "@camlucida/cam";
import {
  decodeImage, encodeImage, encodePng, type ImageResult, openTypesetter, paper, put, tileOf, type Typesetter,
} from "camlucida/internal";
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Legibility, legibilityOf } from "./legibility.ts";
import { firstCommand, type FoundMap, inRepository, openPhotograph, type Photograph, photographs } from "./photographs.ts";

interface Explained {
  readonly photograph: Photograph;
  readonly image: Image;
  readonly picture: Image; // as the command line writes it, without the legend
  readonly map: FoundMap;
  readonly legibility: Legibility;
}

const folder = await mkdtemp(join(tmpdir(), "pictures-"));
try {
  for (const photograph of photographs) await writeFile(join(folder, `${photograph.name}.png`), await encodePng(await openPhotograph(photograph)));
  const names = photographs.map(({ name }) => join(folder, `${name}.png`));
  const lines = camlucida(...names, "--model", "resnet50-keras", "--out", "{dir}/{stem}.cam.png", "--raw", "{dir}/{stem}.npy");
  const explained = await Promise.all(photographs.map((photograph, at) => explain(photograph, JSON.parse(lines[at] as string) as ImageResult)));
  const maps = explained.map(({ photograph, map }) => `${JSON.stringify(photograph.name)}: ${JSON.stringify(map)}`);
  maps.push(`${JSON.stringify(firstCommand)}: ${JSON.stringify(await firstPicture())}`);
  await writeFile(inRepository("test/pictures/maps.json"), `{\n${maps.join(",\n")}\n}\n`);
  await writeFile(inRepository("docs/pictures.jpg"), await encodeImage(contactSheet(explained, await openTypesetter()), "pictures.jpg"));
  await writeFile(inRepository("docs/pictures.md"), report(explained));
} finally {
  await rm(folder, { recursive: true });
}

/** @returns a line of JSON for each photograph */
function camlucida(...words: readonly string[]): string[] {
  return execFileSync("node", [inRepository("apps/cli/bin/camlucida.mjs"), ...words, "--json"], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).trim().split("\n");
}

async function firstPicture(): Promise<FoundMap> {
  const raw = join(folder, "first.npy");
  const [line = ""] = camlucida(inRepository("samples/chelsea.png"), "--model", "efficientnet_b0-npm", "--out", inRepository("docs/chelsea.cam.png"), "--raw", raw, "--force");
  const result = JSON.parse(line) as ImageResult;
  const [found] = result.ok ? result.maps : [];
  if (!found) throw new Error("the first command drew no map");
  const { width, height, label } = found;
  return { label: label ?? "", width, height, values: await numbersIn(raw, width * height) };
}

/** The last `count` float32 of a .npy file, to three decimals. */
async function numbersIn(path: string, count: number): Promise<number[]> {
  const bytes = await readFile(path);
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset + bytes.byteLength - 4 * count, bytes.byteOffset + bytes.byteLength));
  return Array.from(values, (value) => Number(value.toFixed(3)));
}

async function explain(photograph: Photograph, result: ImageResult): Promise<Explained> {
  if (!result.ok) throw new Error(`${photograph.name}: ${result.error.message}`);
  const [found] = result.maps;
  if (!found) throw new Error(`${photograph.name}: no map`);
  const { width, height, label } = found;
  const image = await openPhotograph(photograph);
  const values = await numbersIn(join(folder, `${photograph.name}.npy`), width * height);
  const written = await decodeImage(await readFile(join(folder, `${photograph.name}.cam.png`)));
  const picture = { ...image, data: written.data.subarray(0, image.data.length) };
  const evidence = upsample(Float32Array.from(values), width, height, place(width, height, { x: 0, y: 0, width: image.width, height: image.height }, image.width, image.height));
  return { photograph, image, picture, map: { label: label ?? "", width, height, values }, legibility: legibilityOf(image, picture, evidence) };
}

/** Photographs, each beside its picture, in two columns. */
function contactSheet(explained: readonly Explained[], typesetter: Typesetter): Image {
  const side = 300; // of a tile
  const [gap, margin, caption] = [8, 24, 38];
  const [white, ink, pale] = [[255, 255, 255], [24, 24, 28], [96, 98, 106]] as const;
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

function report(explained: readonly Explained[]): string {
  const rows = explained.map(({ photograph: { name, difficulty }, map: { label, values }, legibility: { difference, contrast } }) =>
    `| ${name} | ${difficulty} | ${label} | ${Math.min(...values).toFixed(1)} … ${Math.max(...values).toFixed(1)} | ${difference.toFixed(1)} | ${(100 * contrast).toFixed(0)} % |`);
  return `# The default picture on twelve photographs

![Twelve photographs, each beside its picture](pictures.jpg)

What \`npx camlucida PHOTOGRAPH --model resnet50-keras\` draws: the ResNet-50 that npm carries. Each photograph is hard in a way of its own; where they come
from is in [\`test/pictures\`](../test/pictures/ATTRIBUTION.md). \`npm run pictures\` makes this page again, and
[a test](../test/src/pictures/pictures.test.ts) holds the limits.

- **ΔE** is how far the picture's colours are from the photograph's: the median, CIE 1976, where the evidence is above half of its
  largest. 2.3 is just noticeable; at least 25 is asked for.
- **Contrast** is how much of the photograph's own is left: the median share of its steps in lightness from a pixel to the next. At least 30 %
  is asked for.

| Photograph | Hard because | Class | Evidence, logits | ΔE | Contrast |
|---|---|---|---:|---:|---:|
${rows.join("\n")}
`;
}
