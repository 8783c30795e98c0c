// Numbers that are none: NaN and ±Infinity among weights. A damaged file has them, and so has a training that diverged.

export interface NotFinite {
  readonly name: string; // of the tensor
  readonly count: number; // of its numbers that are NaN or infinite
  readonly length: number;
}

/** The bits of a float32's exponent: all set in NaN and ±Infinity, and in nothing else. IEEE 754, 3.4. */
const exponent = 0x7f800000;

/** How many numbers are NaN or infinite. By their bits: there are tens of millions of weights. */
export function countNotFinite(numbers: Float32Array): number {
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  let count = 0;
  for (let at = 0; at < bits.length; at++) if (((bits[at] as number) & exponent) === exponent) count++;
  return count;
}

/** The tensors of a checkpoint that hold any, in the file's order. Reads the whole file. */
export function notFiniteIn({ tensors }: { readonly tensors: ReadonlyMap<string, { readonly data: Float32Array }> }): NotFinite[] {
  return [...tensors].flatMap(([name, tensor]) => {
    const numbers = tensor.data;
    const count = countNotFinite(numbers);
    return count > 0 ? [{ name, count, length: numbers.length }] : [];
  });
}
