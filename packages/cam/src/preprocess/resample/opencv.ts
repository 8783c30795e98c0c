// OpenCV's cv2.resize(picture, (W', H')) with its default INTER_LINEAR, for u8 and for float32. Bit exact.
//
//   u8    H = p0·a0 + p1·a1 along x;  out = (((b0·(H0 >> 4)) >> 16) + ((b1·(H1 >> 4)) >> 16) + 2) >> 2,  a, b in 1/2048
//   f32   p0·(1 − f) + p1·f along x, then along y; every product and sum rounded to float32, none fused
//
// Shapes    in [H, W, C], out [H', W', C].
// Exceptions, OpenCV's own: the same size is a copy; halving both sides silently averages 2 × 2 blocks (its INTER_AREA fast path).
// Source    OpenCV 4.6, modules/imgproc/src/resize.cpp.
import { requireRoom, requireShape, requireSides, roundHalfEven } from "../image.ts";

/**
 * @param data [height, width, channels], 0…255
 * @returns [outHeight, outWidth, channels], 0…255
 * @throws ImageError "image-shape", "image-side", "image-samples"
 */
export function resizeOpenCvU8(
  data: Uint8Array,
  width: number,
  height: number,
  channels: number,
  outWidth: number,
  outHeight: number,
): Uint8Array {
  requireResize(data.length, width, height, channels, outWidth, outHeight);
  if (width === outWidth && height === outHeight) return data.slice();
  if (width === 2 * outWidth && height === 2 * outHeight) return averageBlocksU8(data, outWidth, outHeight, channels);
  return interpolateU8(data, width, channels, openCvColumns(width, outWidth), openCvRows(height, outHeight));
}

/**
 * @param data [height, width, channels], any finite float32
 * @returns [outHeight, outWidth, channels]
 * @throws ImageError "image-shape", "image-side", "image-samples"
 */
export function resizeOpenCvF32(
  data: Float32Array,
  width: number,
  height: number,
  channels: number,
  outWidth: number,
  outHeight: number,
): Float32Array {
  requireResize(data.length, width, height, channels, outWidth, outHeight);
  if (width === outWidth && height === outHeight) return data.slice();
  if (width === 2 * outWidth && height === 2 * outHeight) return averageBlocksF32(data, outWidth, outHeight, channels);
  return interpolateF32(data, width, channels, openCvColumns(width, outWidth), openCvRows(height, outHeight));
}

function requireResize(
  length: number,
  width: number,
  height: number,
  channels: number,
  outWidth: number,
  outHeight: number,
): void {
  requireShape("the picture to resize", length, height, width, channels);
  requireSides("the resized picture", outHeight, outWidth);
  requireRoom("the resized picture", outHeight, outWidth, channels);
}

/** out[Y, X, c] from the four samples that the tables name, in OpenCV's 11-bit fixed point. */
function interpolateU8(
  data: Uint8Array,
  width: number,
  channels: number,
  columns: LinearAxis,
  rows: LinearAxis,
): Uint8Array {
  const a = fixedPointWeights(columns); // [W', 2]
  const b = fixedPointWeights(rows); //    [H', 2]
  const out = new Uint8Array((b.length / 2) * (a.length / 2) * channels); // [H', W', C]
  for (let y = 0, written = 0; y < b.length; y += 2) {
    const top = rows.indices[y]! * width;
    const bottom = rows.indices[y + 1]! * width;
    for (let x = 0; x < a.length; x += 2) {
      const left = columns.indices[x]!;
      const right = columns.indices[x + 1]!;
      for (let c = 0; c < channels; c++) {
        const above = data[(top + left) * channels + c]! * a[x]! + data[(top + right) * channels + c]! * a[x + 1]!;
        const below = data[(bottom + left) * channels + c]! * a[x]! + data[(bottom + right) * channels + c]! * a[x + 1]!;
        out[written++] = (((b[y]! * (above >> 4)) >> 16) + ((b[y + 1]! * (below >> 4)) >> 16) + 2) >> 2;
      }
    }
  }
  return out;
}

/** out[Y, X, c] from the four samples that the tables name, in unfused float32. */
export function interpolateF32(
  data: Float32Array,
  width: number,
  channels: number,
  columns: LinearAxis,
  rows: LinearAxis,
): Float32Array {
  const rowLength = (columns.indices.length / 2) * channels;
  const out = new Float32Array((rows.indices.length / 2) * rowLength); // [H', W', C]
  const rowAt = rowsAlongX(data, width, channels, columns);
  for (let y = 0, written = 0; written < out.length; y += 2) {
    const [above, below] = [rowAt(rows.indices[y]!), rowAt(rows.indices[y + 1]!)];
    const [a, b] = [rows.weights[y]!, rows.weights[y + 1]!];
    for (let i = 0; i < rowLength; i++) out[written++] = blend(above[i]!, a, below[i]!, b);
  }
  return out;
}

/**
 * Source rows interpolated along x, [W' · C]: made once for all rows in between. Neighbours are valid at the same time.
 * @param data [H, width, channels]
 */
export function rowsAlongX(data: Float32Array, width: number, channels: number, { indices, weights }: LinearAxis): (y: number) => Float32Array {
  const length = (indices.length / 2) * channels;
  const slots = [0, 1].map(() => ({ y: -1, row: new Float32Array(length) })); // by parity: neighbours never share one
  return (y) => {
    const slot = slots[y % 2]!;
    if (slot.y === y) return slot.row;
    slot.y = y;
    for (let x = 0, written = 0; x < indices.length; x += 2) {
      const [left, right] = [(y * width + indices[x]!) * channels, (y * width + indices[x + 1]!) * channels];
      for (let c = 0; c < channels; c++) slot.row[written++] = blend(data[left + c]!, weights[x]!, data[right + c]!, weights[x + 1]!);
    }
    return slot.row;
  };
}

function blend(p0: number, w0: number, p1: number, w1: number): number {
  return Math.fround(Math.fround(p0 * w0) + Math.fround(p1 * w1));
}

/** (p00 + p01 + p10 + p11 + 2) >> 2 of every block. */
function averageBlocksU8(data: Uint8Array, outWidth: number, outHeight: number, channels: number): Uint8Array {
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
function averageBlocksF32(data: Float32Array, outWidth: number, outHeight: number, channels: number): Float32Array {
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

// One axis: between which two source samples each output lies, and how far along. The tables feed WGSL kernels too.
//
//   f = float32((d + ½) · source/destination − ½),  s = floor(f),  share of sample s + 1 = f − s
//
// The two axes treat the border differently: columns drop the fraction there, rows keep it and read one sample twice.

/** Along one axis: out[d] = weights[d, 0] · in[indices[d, 0]] + weights[d, 1] · in[indices[d, 1]]. */
export interface LinearAxis {
  readonly indices: Int32Array; // [out, 2] both inside the source
  readonly weights: Float32Array; // [out, 2] 1 − share, share
}

/**
 * Horizontal tables for the outputs `start, start + 1, …` (`count` of them) of an axis of `source` samples stretched
 * over `destination` pixels. `start` and `destination` may be fractional: a map laid over a part of a photograph.
 */
export const openCvColumns = (source: number, destination: number, start = 0, count = destination): LinearAxis =>
  linearAxis(source, destination, start, count, false);

/** Vertical tables: as `openCvColumns`, but at the border the fraction stays. */
export const openCvRows = (source: number, destination: number, start = 0, count = destination): LinearAxis =>
  linearAxis(source, destination, start, count, true);

function linearAxis(source: number, destination: number, start: number, count: number, fractionAtBorder: boolean): LinearAxis {
  const axis = { indices: new Int32Array(count * 2), weights: new Float32Array(count * 2) };
  const scale = 1 / (destination / source); // OpenCV's own detour: may miss source / destination by a last place
  for (let i = 0; i < count; i++) {
    const position = Math.fround((start + i + 0.5) * scale - 0.5);
    const floor = Math.floor(position);
    const share = Math.fround(position - floor);
    const between = floor >= 0 && floor < source - 1;
    axis.indices.set([clamp(floor, source), clamp(floor + 1, source)], 2 * i);
    axis.weights.set(between || fractionAtBorder ? [1 - share, share] : [1, 0], 2 * i);
  }
  return axis;
}

function clamp(index: number, size: number): number {
  return Math.min(Math.max(index, 0), size - 1);
}

/** The weights as OpenCV's u8 path takes them: whole numbers of 1/2048, rounded half to even. [out, 2] */
export function fixedPointWeights(axis: LinearAxis): Int32Array {
  return Int32Array.from(axis.weights, (weight) => roundHalfEven(weight * 2048));
}
