// The numbers of a NumPy file: magic, version, header length, header (a Python dictionary), then the numbers. Source: numpy.lib.format,
// versions 1.0 to 3.0.

/** Numbers with their shape. */
export interface NpyArray {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

const sizes: Readonly<Record<string, number>> = { "<f4": 4, "<f8": 8 };

/**
 * @param refuse makes the error for what is wrong with the file
 * @param accepts whether numbers of that shape are wanted
 */
export function readNpy(bytes: Uint8Array, accepts: (shape: readonly number[]) => boolean, refuse: (problem: string) => Error): NpyArray {
  const { header, start } = headerOf(bytes, refuse);
  const type = /'descr': *'([^']*)'/.exec(header)?.[1];
  const size = sizes[type ?? ""];
  if (size === undefined) throw refuse(`its numbers are ${JSON.stringify(type ?? "of no known type")}`);
  const shape = (/'shape': *\(([^)]*)\)/.exec(header)?.[1] ?? "").split(",").filter((side) => side.trim() !== "").map(Number);
  if (!accepts(shape)) throw refuse(`its shape is (${shape.join(", ")})`);
  const count = shape.reduce((product, side) => product * side, 1);
  if (bytes.length - start !== count * size) throw refuse(`${count} numbers take ${count * size} bytes, it has ${bytes.length - start}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset + start);
  return { shape, values: Float64Array.from({ length: count }, (_, at) => (size === 4 ? view.getFloat32(at * 4, true) : view.getFloat64(at * 8, true))) };
}

function headerOf(bytes: Uint8Array, refuse: (problem: string) => Error): { header: string; start: number } {
  const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY
  if (bytes.length < 12 || magic.some((byte, at) => bytes[at] !== byte)) throw refuse("it is no .npy file");
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const wide = (bytes[6] ?? 0) > 1; // from version 2.0 on the length has four bytes
  const begin = wide ? 12 : 10;
  const start = begin + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  if (start > bytes.length) throw refuse("it ends within its header");
  return { header: new TextDecoder("latin1").decode(bytes.subarray(begin, start)), start };
}
