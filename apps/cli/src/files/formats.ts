// Which files of a folder are pictures, judged by their names: those that are read, and those of other formats.

/** File names' endings → what such a file is called; what phones, cameras and the web make, and this program does not read. */
const otherFormats: Readonly<Record<string, string>> = {
  heic: "HEIC", heif: "HEIF", hif: "HEIF", avif: "AVIF", webp: "WebP", gif: "GIF", bmp: "BMP", tif: "TIFF", tiff: "TIFF",
  jxl: "JPEG XL", jp2: "JPEG 2000", j2k: "JPEG 2000", jpx: "JPEG 2000", svg: "SVG", psd: "Photoshop",
  dng: "camera raw", cr2: "camera raw", cr3: "camera raw", nef: "camera raw", arw: "camera raw", raf: "camera raw",
  orf: "camera raw", rw2: "camera raw", pef: "camera raw", srw: "camera raw",
};

const ours = /\.(cam|sheet|mask)\.(png|jpe?g)$/i;

/** A result that this program wrote under its usual name. */
export const isOurs = (name: string): boolean => ours.test(name);

/** A PNG or JPEG, by its name; .jfif and .jpe are names that Windows gives a JPEG. */
export const isPicture = (name: string): boolean => /\.(png|jpe?g|jfif|jpe)$/i.test(name) && !isHidden(name) && !isOurs(name);

/** "HEIC", for a picture of a format that is not read. */
export function otherFormatOf(name: string): string | undefined {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase();
  return ending === undefined || isHidden(name) || !Object.hasOwn(otherFormats, ending) ? undefined : otherFormats[ending];
}

const isHidden = (name: string): boolean => name.startsWith(".");

/** Why a file is left out, and what to do. */
export const otherFormatText = (format: string, name: string): string =>
  `${format} is not read. Convert it to JPEG or PNG, for example with ImageMagick: magick ${shellName(name)} ${shellName(name.replace(/\.[^.]*$/, ".jpg"))}`;

/** As it can be typed in a shell. */
const shellName = (name: string): string => (/^[\w.,/@+=:-]+$/.test(name) && !name.startsWith("-") ? name : `'${name.replaceAll("'", String.raw`'\''`)}'`);
