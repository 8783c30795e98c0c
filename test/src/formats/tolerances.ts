// How far the pixels of a format may lie from those that others read, in levels of 255.

/**
 * 0 where both sides compute in whole numbers. AVIF: both round what they compute in fractions, of double and of single precision. HEIC: libheif's build
 * in WebAssembly leaves out HEVC's filters in the loop, which a picture compressed to a tenth shows most; large pictures hardly do.
 */
export const tolerances = { webp: 0, avif: 1, gif: 0, bmp: 0, tiff: 0, heic: 96 } as const;
