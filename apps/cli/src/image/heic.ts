// HEIC → [H, W, 4] RGBA u8, upright, as heif-convert of libheif gives it; alpha is dropped. The decoder is libheif-js, which users install
// themselves: its licence, the LGPL, is not the one that this project is given under. By one instance for each picture: what a file does to
// it ends with it.
import type { HeifDecoded, HeifModule } from "libheif-js/libheif-wasm/libheif-bundle.mjs";
import { imageError } from "../errors/errors.ts";
import { corrupt, messageOfDecoder } from "./damage.ts";
import { heicAdvice } from "./heic_decoder.ts";
import { type PrimaryPicture, readPrimary } from "./isobmff.ts";
import type { Picture, PictureFile } from "./picture_file.ts";
import { refuseLargerThan } from "./pixel_limit.ts";
import { codec } from "./wasm_codecs.ts";

/** A phone's camera takes 48 million. */
const heicPixelLimit = 50_000_000;

/** What an instance may take, whatever the bitstream asks for: its own, and for each pixel that the container declares. */
const [ownMemory, memoryOfPixel] = [160 << 20, 12] as const; // bytes

/** @throws ImageError "image-truncated", "image-corrupt" or "image-unsupported" */
export function openHeic(bytes: Uint8Array): PictureFile {
  const primary = readPrimary("HEIC", bytes);
  const onItsSide = primary.orientation >= 5;
  const [width, height] = onItsSide ? [primary.height, primary.width] : [primary.width, primary.height];
  return { width, height, pixelLimit: heicPixelLimit, orientation: 1, decode: () => decode(bytes, primary) }; // the decoder turns it
}

async function decode(bytes: Uint8Array, { width, height, parts }: PrimaryPicture): Promise<Picture> {
  for (const part of parts) refuseLargerThan(heicPixelLimit, part);
  const module = await openDecoder(ownMemory + bytes.length + memoryOfPixel * width * height);
  try {
    return { image: imageOf(decodePrimary(module, bytes)), remarks: [] };
  } catch (error) {
    throw error instanceof Refused || !(error instanceof Error && "code" in error) ? corrupt("HEIC", messageOfDecoder(error), { cause: error }) : error;
  }
}

async function openDecoder(mostMemory: number): Promise<HeifModule> {
  const found = await Promise.all([import("libheif-js/libheif-wasm/libheif-bundle.mjs"), codec("heicDecoder", mostMemory)]).catch((error: unknown) => {
    throw imageError("image-unsupported", `HEIC is not read here: ${heicAdvice}. Or convert the picture to JPEG.`, { cause: error });
  });
  const [{ default: openModule }, instantiateWasm] = found;
  return openModule({ instantiateWasm, print: () => undefined, printErr: () => undefined });
}

/** What the decoder says of a file that it does not decode. */
class Refused extends Error {}

function decodePrimary(module: HeifModule, bytes: Uint8Array): HeifDecoded {
  const context = module.heif_context_alloc();
  const read = module.heif_context_read_from_memory(context, bytes);
  if (read.code !== module.heif_error_code.heif_error_Ok) throw new Refused(read.message);
  const handle = module.heif_js_context_get_primary_image_handle(context);
  if ("code" in handle) throw new Refused(handle.message);
  refuseLargerThan(heicPixelLimit, { width: module.heif_image_handle_get_width(handle), height: module.heif_image_handle_get_height(handle) });
  const decoded = module.heif_js_decode_image2(handle, module.heif_colorspace.heif_colorspace_RGB, module.heif_chroma.heif_chroma_interleaved_RGB);
  if ("code" in decoded) throw new Refused(decoded.message);
  return decoded;
}

/** [H, stride] RGB → [H, W, 4]. */
function imageOf({ channels: [channel] }: HeifDecoded): Picture["image"] {
  if (!channel) throw new Refused("its decoder finds no picture in it");
  const { width, height, stride, data: rgb } = channel;
  const data = new Uint8Array(4 * width * height).fill(255);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0, from = y * stride; x < width; x++, from += 3, to += 4) {
      data[to] = rgb[from] as number;
      data[to + 1] = rgb[from + 1] as number;
      data[to + 2] = rgb[from + 2] as number;
    }
  }
  return { width, height, data };
}
