// float32 array → NumPy's .npy file, format 1.0: magic, version, header length, header, then the numbers.
// Source: numpy.lib.format, "Format Version 1.0"; numpy.load reads it without any option.

const alignment = 64; // bytes: the numbers start on a multiple of it, as numpy.save arranges

/**
 * Encodes `data` in C order as little-endian float32 (`<f4`).
 * @param shape its product is data.length; [] is a scalar.
 * @returns the bytes of the file; `numpy.load` reads them
 * @throws RangeError if shape and length disagree.
 * @example
 * ```ts
 * import { encodeNpy } from "@camlucida/cam";
 *
 * const file = encodeNpy(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
 * file.length; // → 152
 * new TextDecoder().decode(file.subarray(10, 60)); // → "{'descr': '<f4', 'fortran_order': False, 'shape': "
 * ```
 */
export function encodeNpy(data: Float32Array, shape: readonly number[]): Uint8Array {
  const count = shape.reduce((product, size) => product * size, 1);
  if (count !== data.length) throw new RangeError(`encodeNpy: ${data.length} numbers do not fill the shape [${shape.join(", ")}].`);
  const header = headerOf(shape); // Latin-1
  const file = new Uint8Array(header.length + 4 * count);
  file.set(header);
  const view = new DataView(file.buffer, header.length);
  data.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return file;
}

function headerOf(shape: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': ${tuple}, }`;
  const length = Math.ceil((10 + dictionary.length + 1) / alignment) * alignment; // 10 bytes before it, a newline after
  const bytes = new Uint8Array(length).fill(0x20);
  bytes.set(new TextEncoder().encode(`\u0000NUMPY\u0001\u0000`));
  bytes[0] = 0x93;
  new DataView(bytes.buffer).setUint16(8, length - 10, true);
  bytes.set(new TextEncoder().encode(dictionary), 10);
  bytes[length - 1] = 0x0a;
  return bytes;
}
