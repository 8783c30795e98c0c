// A PNG's colours as they are stored, beneath its transparency too: the network sees those, and a canvas multiplies them away.
import type { DecodedPng } from "fast-png";

/** @returns [H, W, 4] RGBA 0…255, alpha 255; undefined for what is no PNG, or a damaged one */
export async function storedColours(file: Blob): Promise<Uint8Array | undefined> {
  const { convertIndexedToRgb, decode, hasPngSignature } = await import("fast-png"); // few photographs need it
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (!hasPngSignature(bytes)) return undefined;
  try {
    const png = decode(bytes);
    const palette = png.palette ?? (png.depth < 8 ? greys(png) : undefined);
    if (!palette) return opaque(png.depth === 16 ? Uint8Array.from(png.data, (level) => level >> 8) : png.data, png.channels);
    return opaque(convertIndexedToRgb({ ...png, palette }), palette[0]?.length ?? 3);
  } catch {
    return undefined;
  }
}

/** Packed grey levels, as indices into all there are. */
function greys({ depth }: DecodedPng): [number, number, number][] {
  const most = 2 ** depth - 1;
  return Array.from({ length: most + 1 }, (_, index) => {
    const level = Math.round((255 * index) / most);
    return [level, level, level];
  });
}

/** @param samples [H, W, channels]: grey, grey and alpha, RGB or RGBA */
function opaque(samples: ArrayLike<number>, channels: number): Uint8Array {
  const data = new Uint8Array((samples.length / channels) * 4).fill(255);
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  for (let from = 0, to = 0; from < samples.length; from += channels, to += 4) {
    data[to] = samples[from] as number;
    data[to + 1] = samples[from + green] as number;
    data[to + 2] = samples[from + blue] as number;
  }
  return data;
}
