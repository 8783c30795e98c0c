// TIFF → [H, W, 4] RGBA u8: its first page, as Pillow's ImageOps.exif_transpose(Image.open(path)).convert("RGB") gives it. Of 16 bits the high
// byte, of grey too, where Pillow clips; alpha is dropped, and divided out where colours were multiplied by it. Grey, RGB, palette, CMYK, and
// YCbCr in JPEG; whole, LZW, Deflate, PackBits and JPEG; strips and tiles. What else there is, fax and fractions first of all, is refused.
import { corrupt } from "./damage.ts";
import { isOrientation } from "./orientation.ts";
import { opaqueColour, type Picture, type PictureFile } from "./picture_file.ts";
import { pixelLimit } from "./pixel_limit.ts";
import { samplesOf } from "./tiff_blocks.ts";
import { readDirectory, tags } from "./tiff_directory.ts";
import { layoutOf, type TiffLayout } from "./tiff_layout.ts";

/** @throws ImageError "image-truncated", "image-corrupt" or "image-unsupported" */
export function openTiff(bytes: Uint8Array): PictureFile {
  const directory = readDirectory(bytes);
  const layout = layoutOf(directory, bytes);
  const said = directory.number(tags.orientation, 1);
  return {
    width: layout.width,
    height: layout.height,
    pixelLimit: layout.bits === 16 ? Math.floor(pixelLimit / 2) : pixelLimit,
    orientation: isOrientation(said) ? said : 1,
    decode: () => decode(bytes, layout, directory.hasMore ? ["a TIFF of several pages: the first was read"] : []),
  };
}

async function decode(bytes: Uint8Array, layout: TiffLayout, remarks: readonly string[]): Promise<Picture> {
  const { width, height, block } = layout;
  const pixels = new Uint32Array(width * height);
  const across = Math.ceil(width / block.width);
  const colour = colourOf(layout);
  for (let top = 0, at = 0; top < height; top += block.height) {
    const rows = block.tiled ? block.height : Math.min(block.height, height - top);
    for (let left = 0; left < width; left += block.width, at++) {
      const samples = await samplesAt(bytes, layout, at, across, rows);
      place(samples, { left, top }, layout, colour, pixels);
    }
  }
  return { image: { width, height, data: new Uint8Array(pixels.buffer) }, remarks };
}

/** [rows, block width, samples] of one block; where planes lie apart, of one block of each. */
async function samplesAt(bytes: Uint8Array, layout: TiffLayout, at: number, across: number, rows: number): Promise<Uint8Array> {
  const { samples, apart, offsets, lengths, block, height } = layout;
  const stored = (index: number): Uint8Array => bytes.subarray(offsets[index], (offsets[index] as number) + (lengths[index] as number));
  if (!apart) return samplesOf(stored(at), layout, rows, samples);
  const perPlane = across * Math.ceil(height / block.height);
  const together = new Uint8Array(rows * block.width * samples);
  for (let sample = 0; sample < samples; sample++) {
    const plane = await samplesOf(stored(sample * perPlane + at), layout, rows, 1);
    for (let pixel = 0; pixel < plane.length; pixel++) together[pixel * samples + sample] = plane[pixel] as number;
  }
  return together;
}

/** The colour of the pixel whose samples begin at an index. */
type Colour = (samples: Uint8Array, at: number) => number;

function place(samples: Uint8Array, { left, top }: { readonly left: number; readonly top: number }, layout: TiffLayout, colour: Colour, pixels: Uint32Array): void {
  const { width, height, block, samples: perPixel } = layout;
  const [right, bottom] = [Math.min(width, left + block.width), Math.min(height, top + block.height)];
  for (let y = top; y < bottom; y++) {
    for (let x = left, from = (y - top) * block.width * perPixel; x < right; x++, from += perPixel) pixels[y * width + x] = colour(samples, from);
  }
}

function colourOf(layout: TiffLayout): Colour {
  switch (layout.colours) {
    case "white is 0": case "black is 0": return greyOf(layout);
    case "palette": return paletteColourOf(layout);
    case "CMYK": return cmykColour;
    default: return layout.premultiplied ? dividedColour : (samples, at) => opaqueColour(samples[at] as number, samples[at + 1] as number, samples[at + 2] as number);
  }
}

function greyOf({ bits, colours }: TiffLayout): Colour {
  const largest = 2 ** Math.min(8, bits) - 1;
  const inverted = colours === "white is 0" ? 255 : 0;
  return (samples, at) => {
    const grey = (((samples[at] as number) * 255) / largest) ^ inverted;
    return opaqueColour(grey, grey, grey);
  };
}

function paletteColourOf({ palette, bits }: TiffLayout): Colour {
  const colours = Uint32Array.from({ length: 2 ** bits }, (_, at) => {
    const [red, green, blue] = [0, 1, 2].map((channel) => (palette[at + channel * 2 ** bits] as number) >> 8) as [number, number, number];
    return opaqueColour(red, green, blue);
  });
  return (samples, at) => {
    const found = colours[samples[at] as number];
    if (found === undefined) throw corrupt("TIFF", "a colour that its palette does not have");
    return found;
  };
}

/** Colours that were multiplied by alpha. */
const dividedColour: Colour = (samples, at) => {
  const alpha = samples[at + 3] as number;
  const divided = (value: number): number => (alpha === 0 ? 0 : Math.min(255, Math.floor((value * 255) / alpha)));
  return opaqueColour(divided(samples[at] as number), divided(samples[at + 1] as number), divided(samples[at + 2] as number));
};

/** Light that ink and black leave, in Pillow's whole numbers. */
const cmykColour: Colour = (samples, at) => {
  const light = 255 - (samples[at + 3] as number);
  const left = (ink: number): number => {
    const product = ink * light + 128;
    return light - ((product + (product >> 8)) >> 8);
  };
  return opaqueColour(left(samples[at] as number), left(samples[at + 1] as number), left(samples[at + 2] as number));
};
