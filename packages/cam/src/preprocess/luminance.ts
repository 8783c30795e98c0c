// Grey as Pillow makes it of colours: convert("L").
//
//   L = (19595·R + 38470·G + 7471·B + 2¹⁵) >> 16,   0.299, 0.587 and 0.114 in units of 2⁻¹⁶
//
// Source    Pillow 9.4, libImaging/Convert.c (L24); ITU-R Recommendation BT.601, luma. Bit exact.

/** [n, 4] RGBA u8 → [n] u8; alpha is ignored */
export function luminance(pixels: Uint8Array): Uint8Array {
  const grey = new Uint8Array(pixels.length >> 2);
  for (let at = 0; at < grey.length; at++) {
    grey[at] = (19595 * pixels[4 * at]! + 38470 * pixels[4 * at + 1]! + 7471 * pixels[4 * at + 2]! + 0x8000) >> 16;
  }
  return grey;
}
