// The frame header of a JPEG (SOF): its size, its components and how they are coded. Source: T.81 §B.2.2, table B.1.
import { ImageError } from "../preprocess/image.ts";
import { corrupt } from "./segments.ts";

export interface Component {
  readonly id: number; // by which scans name it
  readonly across: number; // samples beside one another where the component with most has `mostAcross`
  readonly down: number;
}

export interface JpegFrame {
  readonly width: number; // pixels
  readonly height: number; // pixels
  readonly progressive: boolean;
  readonly components: readonly Component[];
  readonly mostAcross: number;
  readonly mostDown: number;
}

/** Blocks of 8×8 that cover a component's samples of the picture. Source: §A.1.1, §A.2.2. */
export function blocksOf({ width, height, mostAcross, mostDown }: JpegFrame, { across, down }: Pick<Component, "across" | "down">): { across: number; down: number } {
  return { across: Math.ceil(Math.ceil((width * across) / mostAcross) / 8), down: Math.ceil(Math.ceil((height * down) / mostDown) / 8) };
}

/** @param data precision u8, height u16, width u16, components u8, then for each of them id, factors 4 + 4 bits, quantisation table */
export function readFrame(marker: number, data: Uint8Array): JpegFrame {
  if (data.length < 6) throw corrupt("its frame header is too short");
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const [precision, height, width, count] = [view.getUint8(0), view.getUint16(1), view.getUint16(3), view.getUint8(5)];
  const rarity = rarityOf(marker, precision);
  if (rarity !== undefined) {
    throw new ImageError("image-unsupported", `A JPEG of a rare kind (${rarity}); 8-bit baseline and progressive with Huffman coding are read. Convert it to PNG.`);
  }
  if (width === 0 || height === 0) throw corrupt(`it declares ${width}×${height} pixels`);
  if (count !== 1 && count !== 3 && count !== 4) throw corrupt(`it declares ${count} colour components`);
  if (data.length !== 6 + 3 * count) throw corrupt("its frame header has another length than it declares");
  const components = Array.from({ length: count }, (_, at) => componentIn(data.subarray(6 + 3 * at)));
  return {
    width, height, components,
    progressive: marker === 0xc2,
    mostAcross: Math.max(...components.map(({ across }) => across)),
    mostDown: Math.max(...components.map(({ down }) => down)),
  };
}

function componentIn([id = 0, factors = 0]: Uint8Array): Component {
  const [across, down] = [factors >> 4, factors & 15];
  if (across < 1 || across > 4 || down < 1 || down > 4) throw corrupt(`a component has ${across}×${down} samples, where there can be 1 to 4`);
  return { id, across, down };
}

/**
 * What sets a frame apart from those that are decoded, in words; undefined where nothing does. libjpeg-turbo decodes arithmetic coding
 * too, but neither it nor anybody else can tell there whether data are missing: a marker stands for zeros without end.
 */
function rarityOf(marker: number, precision: number): string | undefined {
  const kinds: readonly (readonly [boolean, string])[] = [
    [marker >= 0xc9, "arithmetic coding"],
    [marker % 4 === 3, "lossless"],
    [(marker >= 0xc5 && marker <= 0xc7) || marker >= 0xcd, "hierarchical"],
    [precision !== 8, `${precision} bits`],
  ];
  const found = kinds.flatMap(([applies, kind]) => (applies ? [kind] : []));
  return found.length === 0 ? undefined : found.join(", ");
}
