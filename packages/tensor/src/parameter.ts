// A graph's known numbers: weights, biases. They need not lie in memory. Who wants them has them written where they are wanted,
// so that a checkpoint is read, put into the engine's axis order, scaled and packed for a kernel without a copy for each.

/** Numbers that never change, row-major in the shape of their Value. Compared by identity. */
export interface Parameter {
  readonly length: number;
  /** Where they lie in memory anyway: not to be written. */
  readonly data?: Float32Array;
  /** @param into [length], all of it */
  write(into: Float32Array): void;
}

/** Numbers that lie in memory. */
export const parameterOf = (data: Float32Array): Parameter => ({ length: data.length, data, write: (into) => into.set(data) });

/** An array of the numbers, which may be theirs: not to be written. */
export const numbersOf = ({ length, data, write }: Parameter): Float32Array => data ?? written(length, write);

function written(length: number, write: Parameter["write"]): Float32Array {
  const numbers = new Float32Array(length);
  write(numbers);
  return numbers;
}

/** Whether an operand of a step is known beforehand. */
export const isParameter = (operand: Float32Array | Uint8Array | Parameter): operand is Parameter => "write" in operand;

/** Copies an operand, whichever it is. @param into [length] */
export function copyNumbers(operand: Float32Array | Parameter, into: Float32Array): void {
  if (isParameter(operand)) operand.write(into);
  else into.set(operand);
}
