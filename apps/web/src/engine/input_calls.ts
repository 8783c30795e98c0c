// The engine's calls about the way from the photograph to the network's input: how it was resized, and the pixels that went in.
import { frameOf, type Image, ImageError, type Region } from "@camlucida/cam";
import type { Engine } from "./protocol.ts";
import { requireOpen, requirePhoto, type Session } from "./session.ts";

export const inputCalls = (session: Session): Pick<Engine, "insideFrame" | "insidePhoto"> => ({
  insideFrame: async () => {
    const { shown: { width, height }, framing } = requirePhoto(session);
    const { preprocessing } = requireOpen(session).running.network;
    return { photo: { width, height }, frame: frameOf(framing, { width, height }, preprocessing), preprocessing };
  },
  insidePhoto: async (part) => partOf(requirePhoto(session).shown, part),
});

/**
 * Some of a picture's pixels.
 * @param part whole pixels
 * @throws ImageError "region-outside"
 */
export function partOf(image: Image, part: Region): Image {
  const { x, y, width, height } = part;
  const inside = [x, y, width, height].every(Number.isInteger) && Math.min(x, y) >= 0 && Math.min(width, height) >= 1 && x + width <= image.width && y + height <= image.height;
  if (!inside) {
    throw new ImageError("region-outside", `photo: ${width}×${height} pixels from (${x}, ${y}) on do not lie in one of ${image.width}×${image.height}. Ask for whole pixels within it.`);
  }
  const data = new Uint8Array(width * height * 4);
  for (let row = 0; row < height; row++) {
    const from = ((y + row) * image.width + x) * 4;
    data.set(image.data.subarray(from, from + width * 4), row * width * 4);
  }
  return { width, height, data };
}
