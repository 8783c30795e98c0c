// The few numbers that stand for many.

/** Interpolated between the two nearest; NaN of no numbers. @param part 0 … 1 */
export function quantile(numbers: readonly number[], part: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const [below, above] = [sorted[Math.floor(at)] ?? NaN, sorted[Math.ceil(at)] ?? NaN];
  return below + (above - below) * (at - Math.floor(at));
}

export const median = (numbers: readonly number[]): number => quantile(numbers, 0.5);

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, x) => total + x, 0);

/** Of the reference's largest value; Infinity where the lengths differ. */
export function largestDifference(numbers: Float32Array, reference: Float32Array): number {
  if (numbers.length !== reference.length) return Infinity;
  const largest = reference.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return numbers.reduce((most, x, at) => Math.max(most, Math.abs(x - (reference[at] as number))), 0) / largest;
}
