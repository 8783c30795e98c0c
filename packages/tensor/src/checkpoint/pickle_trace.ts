// The pickle machine, watched: of each opcode its name, its bytes and the stack before and behind it. For whoever wants to see how a
// checkpoint is read; the machine is the one that reads every checkpoint. Names as in Python's `pickletools`.
import { CheckpointError } from "../graph/errors.ts";
import { cursorOver } from "./cursor.ts";
import { machineOver, runPickle } from "./pickle.ts";
import type { PickleMachine } from "./pickle_machine.ts";
import type { PickleValue } from "./pickle_value.ts";

/** What the machine holds, from the bottom up; "mark" where a tuple, list or dict begins. */
export type PickleStack = readonly string[];

export interface PickleStep {
  readonly name: string; // "BININT1"
  readonly bytes: Uint8Array; // of the opcode and its argument
  readonly position: number; // in the pickle, of its first byte
  readonly before: PickleStack;
  readonly after: PickleStack;
}

export interface PickleTrace {
  readonly steps: readonly PickleStep[];
  /** The opcode that was not run, and why; undefined where the pickle was read to its end. */
  readonly refused: (Omit<PickleStep, "after"> & { readonly error: CheckpointError }) | undefined;
}

/** Reads the pickle that the bytes begin with. Never throws for what is in them. */
export function tracePickle(bytes: Uint8Array): PickleTrace {
  const machine = machineOver(cursorOver(bytes, "data.pkl"));
  const { cursor } = machine;
  const run = runPickle(machine);
  const steps: PickleStep[] = [];
  for (;;) {
    const [position, before] = [cursor.position, stackOf(machine)];
    const name = opcodeNames[bytes[position] ?? -1] ?? "?";
    try {
      const { done } = run.next();
      steps.push({ name, bytes: bytes.subarray(position, cursor.position), position, before, after: stackOf(machine) });
      if (done) return { steps, refused: undefined };
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      return { steps, refused: { name, bytes: bytes.subarray(position, cursor.position), position, before, error } };
    }
  }
}

function stackOf({ stack, marks }: PickleMachine): PickleStack {
  const shown = stack.map((value) => spelled(value));
  for (const height of marks.toReversed()) shown.splice(height, 0, "mark");
  return shown;
}

const DEEPEST = 3; // of values within values

/** As Python would write it, in short; a call is written down, not made. */
function spelled(value: PickleValue, depth = 0): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value !== "object") return String(value);
  if (value.kind === "global") return value.name;
  if (depth >= DEEPEST) return "…";
  const inner = (values: readonly PickleValue[]): string => values.map((one) => spelled(one, depth + 1)).join(", ");
  switch (value.kind) {
    case "persistent": return `storage ${inner([value.id])}`;
    case "tuple": return `(${inner(value.items)}${value.items.length === 1 ? "," : ""})`;
    case "list": return `[${inner(value.items)}]`;
    case "set": return `set(${inner(value.items)})`;
    case "dict": return entriesSpelled(value.entries, depth);
    case "object": return `${value.callable.name.replace(/.*\./, "")}(${inner(value.args)})${value.entries.length > 0 ? entriesSpelled(value.entries, depth) : ""}`;
  }
}

function entriesSpelled(entries: readonly PickleValue[], depth: number): string {
  const pairs = Array.from({ length: entries.length / 2 }, (_, at) => `${spelled(entries[2 * at] ?? null, depth + 1)}: ${spelled(entries[2 * at + 1] ?? null, depth + 1)}`);
  return `{${pairs.join(", ")}}`;
}

/** Of the opcodes that are read. */
export const opcodeNames: Readonly<Record<number, string>> = {
  0x80: "PROTO", 0x95: "FRAME", 0x28: "MARK", 0x30: "POP", 0x31: "POP_MARK", 0x32: "DUP", 0x2e: "STOP",
  0x4e: "NONE", 0x88: "NEWTRUE", 0x89: "NEWFALSE", 0x4a: "BININT", 0x4b: "BININT1", 0x4d: "BININT2", 0x8a: "LONG1", 0x8b: "LONG4", 0x47: "BINFLOAT",
  0x8c: "SHORT_BINUNICODE", 0x58: "BINUNICODE", 0x8d: "BINUNICODE8", 0x55: "SHORT_BINSTRING", 0x54: "BINSTRING",
  0x43: "SHORT_BINBYTES", 0x42: "BINBYTES", 0x8e: "BINBYTES8", 0x96: "BYTEARRAY8",
  0x5d: "EMPTY_LIST", 0x61: "APPEND", 0x65: "APPENDS", 0x6c: "LIST", 0x29: "EMPTY_TUPLE", 0x85: "TUPLE1", 0x86: "TUPLE2", 0x87: "TUPLE3", 0x74: "TUPLE",
  0x8f: "EMPTY_SET", 0x90: "ADDITEMS", 0x91: "FROZENSET", 0x7d: "EMPTY_DICT", 0x73: "SETITEM", 0x75: "SETITEMS", 0x64: "DICT",
  0x71: "BINPUT", 0x72: "LONG_BINPUT", 0x94: "MEMOIZE", 0x68: "BINGET", 0x6a: "LONG_BINGET",
  0x63: "GLOBAL", 0x93: "STACK_GLOBAL", 0x52: "REDUCE", 0x81: "NEWOBJ", 0x92: "NEWOBJ_EX", 0x62: "BUILD", 0x51: "BINPERSID",
};
