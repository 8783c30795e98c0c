// Which intermediate buffer holds which Value: register allocation by linear scan.
// Two Values may share a buffer when one is last read before the other is written. A pure function
// over the steps, so that it is testable without a GPU.
import type { Step, Value } from "./graph.ts";

export interface Allocation {
  /** Buffer number of every Value that a step writes. */
  readonly bufferOf: ReadonlyMap<Value, number>;
  /** Size of each buffer, in bytes. */
  readonly sizes: readonly number[];
}

/**
 * @param bytesOf size of a Value on the device
 * @param kept Values that must survive the whole run, because they are read back
 */
export function allocate(steps: readonly Step[], kept: ReadonlySet<Value>, bytesOf: (value: Value) => number): Allocation {
  const lastRead = new Map<Value, number>();
  steps.forEach((step, at) => step.inputs.forEach((value) => lastRead.set(value, at)));
  const bufferOf = new Map<Value, number>();
  const sizes: number[] = [];
  const free = new Set<number>();
  steps.forEach((step, at) => {
    // The output is placed before the inputs are released: a kernel may not write what it reads.
    const bytes = bytesOf(step.output);
    const buffer = bestFit(free, sizes, bytes) ?? sizes.push(0) - 1;
    free.delete(buffer);
    sizes[buffer] = Math.max(sizes[buffer] ?? 0, bytes);
    bufferOf.set(step.output, buffer);
    for (const value of new Set(step.inputs)) {
      const released = bufferOf.get(value);
      if (released !== undefined && lastRead.get(value) === at && !kept.has(value)) free.add(released);
    }
  });
  return { bufferOf, sizes };
}

/** The free buffer that needs the least growth, and among those that need none the smallest. */
function bestFit(free: ReadonlySet<number>, sizes: readonly number[], bytes: number): number | undefined {
  const cost = (buffer: number): number => {
    const size = sizes[buffer] ?? 0;
    return size >= bytes ? size - bytes : (bytes - size) * 1e6;
  };
  return [...free].sort((a, b) => cost(a) - cost(b))[0];
}
