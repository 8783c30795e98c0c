// A photograph with a part taken away: painted over with the colour that tells the network nothing.
import type { Image, Normalisation } from "@camlucida/cam";
import type { Erasure } from "./protocol.ts";

/** Where the mask says so, the colour whose network input is nearest to 0 in every channel. */
export function erase(image: Image, mask: Erasure, normalisation: Normalisation): Image {
  const colour = meanColour(normalisation); // RGB, 0…255
  const data = image.data.slice();
  for (let y = 0; y < image.height; y++) {
    const row = Math.floor((y * mask.height) / image.height) * mask.width;
    for (let x = 0; x < image.width; x++) {
      if (mask.data[row + Math.floor((x * mask.width) / image.width)]) data.set(colour, (y * image.width + x) * 4);
    }
  }
  return { ...image, data };
}

function meanColour({ order, scale, mean }: Normalisation): number[] {
  const levels = mean.map((value) => Math.min(255, Math.max(0, Math.round(value * scale))));
  return order === "RGB" ? levels : levels.toReversed();
}
