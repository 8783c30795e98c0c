// What OpenCV's INTER_LINEAR silently becomes when it halves both sides: the mean of 2 × 2 blocks.
//
// Shapes    [2H', 2W', C] → [H', W', C].
// Source    OpenCV 4.6, modules/imgproc/src/resize.cpp, the INTER_AREA fast path.

/** (p00 + p01 + p10 + p11 + 2) >> 2 of every block. */
export function averageBlocksU8(data: Uint8Array, outWidth: number, outHeight: number, channels: number): Uint8Array {
  const out = new Uint8Array(outHeight * outWidth * channels);
  forEachBlock(outWidth, outHeight, channels, (i, p00, p01, p10, p11) => {
    out[i] = (data[p00]! + data[p01]! + data[p10]! + data[p11]! + 2) >> 2;
  });
  return out;
}

/**
 * The mean of 2 × 2 blocks, summed in OpenCV's order: its SIMD loop adds pairs, four samples at a time, for one or four
 * channels; what remains of a row, and other channel counts, is added one by one.
 */
export function averageBlocksF32(data: Float32Array, outWidth: number, outHeight: number, channels: number): Float32Array {
  const out = new Float32Array(outHeight * outWidth * channels);
  const rowLength = outWidth * channels;
  const paired = channels === 1 || channels === 4 ? rowLength - (rowLength % 4) : 0;
  const { fround } = Math;
  forEachBlock(outWidth, outHeight, channels, (i, p00, p01, p10, p11) => {
    const top = fround(data[p00]! + data[p01]!);
    const inPairs = i % rowLength < paired;
    const sum = inPairs ? fround(top + fround(data[p10]! + data[p11]!)) : fround(fround(top + data[p10]!) + data[p11]!);
    out[i] = sum * 0.25;
  });
  return out;
}

/** Calls back with the index of each output sample and those of its four source samples. */
function forEachBlock(
  outWidth: number,
  outHeight: number,
  channels: number,
  visit: (i: number, p00: number, p01: number, p10: number, p11: number) => void,
): void {
  const rowLength = 2 * outWidth * channels; // of the source
  for (let y = 0, i = 0; y < outHeight; y++) {
    for (let x = 0; x < outWidth; x++) {
      for (let c = 0; c < channels; c++, i++) {
        const p = 2 * y * rowLength + 2 * x * channels + c;
        visit(i, p, p + channels, p + rowLength, p + rowLength + channels);
      }
    }
  }
}
