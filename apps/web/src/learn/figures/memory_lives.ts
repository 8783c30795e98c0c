// What the figure about memory counts: who is alive at a step, and how much that is.
import type { MemoryPlan, PlacedArray } from "../../engine/protocol.ts";

/** @param step counted from 1 */
export const aliveAt = ({ arrays }: Pick<MemoryPlan, "arrays">, step: number): readonly PlacedArray[] => arrays.filter(({ from, to }) => from <= step && step <= to);

export const bytesOf = (arrays: readonly Pick<PlacedArray, "bytes">[]): number => arrays.reduce((sum, { bytes }) => sum + bytes, 0);

export interface MemorySums {
  readonly most: number; // bytes alive at one time
  readonly shared: number; // of all buffers
  readonly alone: number; // of a buffer for each array
}

export function memorySums(plan: MemoryPlan): MemorySums {
  return {
    most: Math.max(...plan.arrays.map(({ from }) => bytesOf(aliveAt(plan, from)))),
    shared: plan.buffers.reduce((sum, size) => sum + size, 0),
    alone: bytesOf(plan.arrays),
  };
}

/** The first step at which most bytes are alive, counted from 1. */
export function fullest(plan: MemoryPlan): number {
  const { most } = memorySums(plan);
  return plan.arrays.find(({ from }) => bytesOf(aliveAt(plan, from)) === most)?.from ?? 1;
}

/** "A", "B" …, then numbers. */
export const letterOf = (buffer: number): string => (buffer < 26 ? String.fromCharCode(65 + buffer) : String(buffer + 1));

/** "3.21 MB", "803 kB", "4.0 kB", "48 B" */
export function sizeText(bytes: number): string {
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(2)} MB`;
  if (bytes < 1e3) return `${bytes} B`;
  return `${(bytes / 1e3).toFixed(bytes < 1e5 ? 1 : 0)} kB`;
}
