// The pickle machine's state (a stack, marks on it, a memo) and the checked moves that its opcodes are made of.
import { CheckpointError } from "../graph/errors.ts";
import type { Cursor } from "./cursor.ts";
import type { PicklePersistent, PickleValue } from "./pickle_value.ts";

export interface PickleMachine {
  readonly cursor: Cursor;
  readonly stack: PickleValue[];
  /** Heights of the stack at each open MARK. */
  readonly marks: number[];
  /** Values by number. Picklers number them 0, 1, 2…: a dense array, never sparse, never hashed. */
  readonly memo: PickleValue[];
  readonly persistents: PicklePersistent[];
}

export function corruptPickle(machine: PickleMachine, problem: string): CheckpointError {
  return new CheckpointError(
    "checkpoint-corrupt",
    `${machine.cursor.what}: the pickle is malformed before byte ${machine.cursor.position}: ${problem}. Is the file damaged?`,
  );
}

/** Takes the topmost value; never one below the last mark. */
export function pop(machine: PickleMachine): PickleValue {
  assertAboveMark(machine);
  return machine.stack.pop() ?? null;
}

/** The topmost value, left in place. */
export function top(machine: PickleMachine): PickleValue {
  assertAboveMark(machine);
  return machine.stack.at(-1) ?? null;
}

function assertAboveMark(machine: PickleMachine): void {
  if (machine.stack.length <= (machine.marks.at(-1) ?? 0)) throw corruptPickle(machine, "a value is missing from its stack");
}

/** Takes everything above the last mark, and the mark. */
export function popToMark(machine: PickleMachine): PickleValue[] {
  const height = machine.marks.pop();
  if (height === undefined) throw corruptPickle(machine, "a mark is missing from its stack");
  return machine.stack.splice(height);
}

export function popMany(machine: PickleMachine, count: number): PickleValue[] {
  const values: PickleValue[] = [];
  for (let i = 0; i < count; i++) values.push(pop(machine));
  return values.reverse();
}

/** Remembers the topmost value under the next number, or replaces an earlier one. */
export function remember(machine: PickleMachine, index: number): void {
  if (index > machine.memo.length) {
    throw corruptPickle(machine, `memo entry ${index} comes after only ${machine.memo.length} entries`);
  }
  machine.memo[index] = top(machine);
}

export function recall(machine: PickleMachine, index: number): void {
  const value = machine.memo[index];
  if (value === undefined) throw corruptPickle(machine, `memo entry ${index} is used before it is set`);
  machine.stack.push(value);
}
