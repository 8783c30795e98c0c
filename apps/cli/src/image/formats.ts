// The formats that are read: their names, the endings of their files, and what decodes them, in the order in which they are told.

export interface FormatRow {
  readonly name: PictureFormat;
  readonly endings: readonly string[]; // of file names, small letters
  readonly decoder: string; // the library, or how else
  readonly equalTo: string; // whose pixels these are
  readonly note: string; // what of a file is read, where that is not all of it
}

export type PictureFormat = "PNG" | "JPEG" | "WebP" | "AVIF" | "GIF" | "BMP" | "TIFF" | "HEIC";

const alpha = "alpha is dropped";

export const formats: readonly FormatRow[] = [
  { name: "PNG", endings: ["png"], decoder: "pngjs", equalTo: "OpenCV", note: alpha },
  { name: "JPEG", endings: ["jpg", "jpeg", "jfif", "jpe"], decoder: "libjpeg-turbo", equalTo: "OpenCV", note: "CMYK nearly equal" },
  { name: "WebP", endings: ["webp"], decoder: "libwebp", equalTo: "Pillow", note: `first frame, ${alpha}` },
  { name: "AVIF", endings: ["avif"], decoder: "libavif with libaom", equalTo: "ITU-T H.273", note: `first picture, ${alpha}` },
  { name: "GIF", endings: ["gif"], decoder: "camlucida", equalTo: "Pillow", note: "first frame" },
  { name: "BMP", endings: ["bmp", "dib"], decoder: "camlucida", equalTo: "Pillow", note: alpha },
  { name: "TIFF", endings: ["tif", "tiff"], decoder: "camlucida, zlib and libjpeg-turbo", equalTo: "Pillow", note: `first page, ${alpha}` },
  { name: "HEIC", endings: ["heic", "heif", "hif"], decoder: "libheif", equalTo: "heif-convert, nearly", note: `after npm install libheif-js; first picture, ${alpha}` },
];

/** The format that a file name promises. */
export function formatByName(path: string): PictureFormat | undefined {
  const ending = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase();
  return ending === undefined ? undefined : formats.find(({ endings }) => endings.includes(ending))?.name;
}

/** Whether a kind of file, as its first bytes tell it, is read. */
export const isRead = (kind: string): kind is PictureFormat => formats.some(({ name }) => name === kind);
