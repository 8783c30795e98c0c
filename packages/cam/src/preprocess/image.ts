/** A decoded photograph, upright (EXIF orientation already applied). */
export interface Image {
  readonly width: number; // pixels
  readonly height: number; // pixels
  readonly data: Uint8Array; // [H, W, 4] RGBA, 0…255 sRGB
}
