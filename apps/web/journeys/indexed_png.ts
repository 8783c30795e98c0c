// A picture in few colours as a small PNG: most of a figure is paper, ink and a few tones. Colours by median cut (Heckbert 1982), the
// file by the PNG specification: colour type 3, a palette and a byte for each pixel.
import type { Image } from "@camlucida/cam";
import { crc32, deflateSync } from "node:zlib";

/** @param most colours, 2…256 */
export function indexedPng({ width, height, data }: Image, most: number): Buffer {
  const counts = new Map<number, number>(); // by colour, 0xrrggbb
  for (let at = 0; at < data.length; at += 4) {
    const colour = colourAt(data, at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const boxes = medianCut([...counts].map(([colour, count]) => ({ colour, count })), most);
  const index = new Map(boxes.flatMap((box, at) => box.map(({ colour }) => [colour, at] as const)));
  const rows = Buffer.alloc(height * (width + 1)); // each begins with its filter: none
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = index.get(colourAt(data, 4 * (y * width + x))) ?? 0;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8); // bits, colour type, then the only methods that there are
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("PLTE", Buffer.from(boxes.flatMap(meanOf))), chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

interface Counted {
  readonly colour: number;
  readonly count: number; // pixels
}

const colourAt = (data: Uint8Array, at: number): number => ((data[at] as number) << 16) | ((data[at + 1] as number) << 8) | (data[at + 2] as number);
const channelOf = (colour: number, channel: number): number => (colour >> (16 - 8 * channel)) & 255;

/** Cuts the box whose colours differ most, by its widest channel, until there are enough. */
function medianCut(colours: readonly Counted[], most: number): Counted[][] {
  const boxes = [{ colours: [...colours], ...spreadOf(colours) }];
  while (boxes.length < most) {
    const widest = boxes.reduce((best, box) => (box.spread > best.spread ? box : best));
    if (widest.spread === 0) break;
    const sorted = widest.colours.sort((a, b) => channelOf(a.colour, widest.channel) - channelOf(b.colour, widest.channel));
    const middle = (channelOf(sorted[0]?.colour ?? 0, widest.channel) + channelOf(sorted.at(-1)?.colour ?? 0, widest.channel)) / 2;
    const cut = sorted.findIndex(({ colour }) => channelOf(colour, widest.channel) > middle);
    const halves = [sorted.slice(0, cut), sorted.slice(cut)].map((half) => ({ colours: half, ...spreadOf(half) }));
    boxes.splice(boxes.indexOf(widest), 1, ...halves);
  }
  return boxes.map((box) => box.colours);
}

/** The channel that differs most, and by how much. */
function spreadOf(colours: readonly Counted[]): { readonly channel: number; readonly spread: number } {
  const spreads = [0, 1, 2].map((channel) => {
    const [low, high] = colours.reduce(([least, greatest], { colour }) => [Math.min(least, channelOf(colour, channel)), Math.max(greatest, channelOf(colour, channel))], [255, 0]);
    return high - low;
  });
  const spread = Math.max(...spreads);
  return { channel: spreads.indexOf(spread), spread };
}

/** [r, g, b] of a box, by its pixels. */
function meanOf(box: readonly Counted[]): number[] {
  const total = box.reduce((sum, { count }) => sum + count, 0);
  return [0, 1, 2].map((channel) => Math.round(box.reduce((sum, { colour, count }) => sum + count * channelOf(colour, channel), 0) / total));
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
