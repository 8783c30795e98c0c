// How an array lies in a GPU buffer: channels in quads, so that a shader reads one vec4 at a time.
//
//   feature map  [N, H, W, C]        → [N, H, W, ⌈C/4⌉·4]                    float32
//   weight       [K, K, Cin, Cout]   → [K, K, ⌈Cin/4⌉·4, ⌈Cout/4⌉·4]         float32
//   pixels       [H, W, 4]           → the same bytes, four to a u32
//
// The padding lanes are zero, and every kernel keeps them zero.
import { elements, type Data, type Shape, type Value } from "./graph.ts";

/**
 * Rounds up to whole quads.
 * @example
 * ```ts
 * import { padded } from "@camlucida/tensor";
 *
 * padded(3); // → 4
 * ```
 */
export const padded = (channels: number): number => Math.ceil(channels / 4) * 4;

/**
 * Number of vec4 that hold `channels`.
 * @example
 * ```ts
 * import { quads } from "@camlucida/tensor";
 *
 * quads(10); // → 3
 * ```
 */
export const quads = (channels: number): number => Math.ceil(channels / 4);

/** A feature map's shape in a buffer: the last axis in quads. */
export const activationLayout = (shape: Shape): Shape => [...shape.slice(0, -1), padded(shape.at(-1) ?? 1)];

/** A parameter's shape in a buffer: the last two axes in quads (one for a vector). */
export const parameterLayout = (shape: Shape): Shape =>
  shape.length < 2 ? activationLayout(shape) : [...shape.slice(0, -2), padded(shape.at(-2) ?? 1), padded(shape.at(-1) ?? 1)];

/** Bytes of an activation or input in a buffer. */
export const bytesOf = (value: Value): number =>
  elements(activationLayout(value.shape)) * (value.type === "f32" ? Float32Array.BYTES_PER_ELEMENT : Uint8Array.BYTES_PER_ELEMENT);

/** Copies `data` of `shape` into the wider `layout`; what lies between stays zero. */
export function pack<T extends Data>(data: T, shape: Shape, layout: Shape): T {
  if (elements(shape) === elements(layout)) return data;
  const out = emptyLike(data, elements(layout));
  copyRows(shape, layout, (from, to, length) => out.set(data.subarray(from, from + length), to));
  return out;
}

/** The inverse of `pack`. */
export function unpack<T extends Data>(data: T, shape: Shape, layout: Shape): T {
  if (elements(shape) === elements(layout)) return data;
  const out = emptyLike(data, elements(shape));
  copyRows(shape, layout, (at, from, length) => out.set(data.subarray(from, from + length), at));
  return out;
}

/** What a buffer's copy holds of an activation or input: dense, row-major. @param offset in bytes */
export function fromBuffer(bytes: ArrayBuffer, { shape, type }: Value, offset = 0): Data {
  const layout = activationLayout(shape);
  const data = type === "f32" ? new Float32Array(bytes, offset, elements(layout)) : new Uint8Array(bytes, offset, elements(layout));
  return unpack(data, shape, layout);
}

const emptyLike = <T extends Data>(data: T, length: number): T =>
  (data instanceof Float32Array ? new Float32Array(length) : new Uint8Array(length)) as T;

/** Visits each innermost row: its start in the dense array, its start in the layout, its length. */
function copyRows(shape: Shape, layout: Shape, visit: (dense: number, wide: number, length: number) => void): void {
  const length = shape.at(-1) ?? 1;
  const wideLength = layout.at(-1) ?? 1;
  const rows = shape.at(-2) ?? 1;
  const wideRows = layout.at(-2) ?? 1;
  for (let row = 0, count = elements(shape) / length; row < count; row++) {
    const wideRow = Math.floor(row / rows) * wideRows + (row % rows);
    visit(row * length, wideRow * wideLength, length);
  }
}
