// The pickle machine: its state (a stack, marks on it, a memo), the checked moves that its opcodes are made of, and the opcodes, one
// line each: byte → what it does to the machine. Names as in Python's `pickletools`.
// Missing on purpose: the text opcodes of protocols 0 and 1 (PyTorch never wrote them), the extension registry
// and out-of-band buffers (they refer to things outside the file).
import { readBytes, readFloat64BigEndian, readLine, readText, readInt32, readUint16, readUint32, readUint64, readUint8, type Cursor } from "./cursor.ts";
import { assertAllowed } from "./pickle_globals.ts";
import { type PickleValue, describeValue, isKind, type PicklePersistent } from "./pickle_value.ts";
import { CheckpointError } from "../graph/errors.ts";

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
function popToMark(machine: PickleMachine): PickleValue[] {
  const height = machine.marks.pop();
  if (height === undefined) throw corruptPickle(machine, "a mark is missing from its stack");
  return machine.stack.splice(height);
}

function popMany(machine: PickleMachine, count: number): PickleValue[] {
  const values: PickleValue[] = [];
  for (let i = 0; i < count; i++) values.push(pop(machine));
  return values.reverse();
}

/** Remembers the topmost value under the next number, or replaces an earlier one. */
function remember(machine: PickleMachine, index: number): void {
  if (index > machine.memo.length) {
    throw corruptPickle(machine, `memo entry ${index} comes after only ${machine.memo.length} entries`);
  }
  machine.memo[index] = top(machine);
}

function recall(machine: PickleMachine, index: number): void {
  const value = machine.memo[index];
  if (value === undefined) throw corruptPickle(machine, `memo entry ${index} is used before it is set`);
  machine.stack.push(value);
}

type Opcode = (machine: PickleMachine) => void;

export const STOP = 0x2e;

/** An opcode that reads its argument from the file and pushes one value. */
const pushes = (read: (machine: PickleMachine) => PickleValue): Opcode => (machine) => void machine.stack.push(read(machine));

export const opcodes: Readonly<Record<number, Opcode>> = {
  0x80: ({ cursor }) => void readUint8(cursor), // PROTO: the opcodes themselves tell
  0x95: ({ cursor }) => void readUint64(cursor), // FRAME: a hint for buffering
  0x28: (m) => void m.marks.push(m.stack.length), // MARK
  0x30: (m) => void pop(m), // POP
  0x31: (m) => void popToMark(m), // POP_MARK
  0x32: pushes(top), // DUP

  0x4e: pushes(() => null), // NONE
  0x88: pushes(() => true), // NEWTRUE
  0x89: pushes(() => false), // NEWFALSE
  0x4a: pushes((m) => readInt32(m.cursor)), // BININT
  0x4b: pushes((m) => readUint8(m.cursor)), // BININT1
  0x4d: pushes((m) => readUint16(m.cursor)), // BININT2
  0x8a: pushes((m) => readInteger(m, readUint8(m.cursor))), // LONG1
  0x8b: pushes((m) => readInteger(m, readUint32(m.cursor))), // LONG4
  0x47: pushes((m) => readFloat64BigEndian(m.cursor)), // BINFLOAT

  0x8c: pushes((m) => readText(m.cursor, readUint8(m.cursor))), // SHORT_BINUNICODE
  0x58: pushes((m) => readText(m.cursor, readUint32(m.cursor))), // BINUNICODE
  0x8d: pushes((m) => readText(m.cursor, readUint64(m.cursor))), // BINUNICODE8
  0x55: pushes((m) => readPython2Text(m, readUint8(m.cursor))), // SHORT_BINSTRING
  0x54: pushes((m) => readPython2Text(m, readUint32(m.cursor))), // BINSTRING
  0x43: pushes((m) => readBytes(m.cursor, readUint8(m.cursor))), // SHORT_BINBYTES
  0x42: pushes((m) => readBytes(m.cursor, readUint32(m.cursor))), // BINBYTES
  0x8e: pushes((m) => readBytes(m.cursor, readUint64(m.cursor))), // BINBYTES8
  0x96: pushes((m) => readBytes(m.cursor, readUint64(m.cursor))), // BYTEARRAY8

  0x5d: pushes(() => ({ kind: "list", items: [] })), // EMPTY_LIST
  0x61: (m) => append(m, popMany(m, 1)), // APPEND
  0x65: (m) => append(m, popToMark(m)), // APPENDS
  0x6c: pushes((m) => ({ kind: "list", items: popToMark(m) })), // LIST
  0x29: pushes(() => ({ kind: "tuple", items: [] })), // EMPTY_TUPLE
  0x85: pushes((m) => ({ kind: "tuple", items: popMany(m, 1) })), // TUPLE1
  0x86: pushes((m) => ({ kind: "tuple", items: popMany(m, 2) })), // TUPLE2
  0x87: pushes((m) => ({ kind: "tuple", items: popMany(m, 3) })), // TUPLE3
  0x74: pushes((m) => ({ kind: "tuple", items: popToMark(m) })), // TUPLE
  0x8f: pushes(() => ({ kind: "set", items: [] })), // EMPTY_SET
  0x90: (m) => append(m, popToMark(m)), // ADDITEMS
  0x91: pushes((m) => ({ kind: "set", items: popToMark(m) })), // FROZENSET
  0x7d: pushes(() => ({ kind: "dict", entries: [] })), // EMPTY_DICT
  0x73: (m) => setEntries(m, popMany(m, 2)), // SETITEM
  0x75: (m) => setEntries(m, popToMark(m)), // SETITEMS
  0x64: pushes((m) => ({ kind: "dict", entries: pairs(m, popToMark(m)) })), // DICT

  0x71: (m) => remember(m, readUint8(m.cursor)), // BINPUT
  0x72: (m) => remember(m, readUint32(m.cursor)), // LONG_BINPUT
  0x94: (m) => remember(m, m.memo.length), // MEMOIZE
  0x68: (m) => recall(m, readUint8(m.cursor)), // BINGET
  0x6a: (m) => recall(m, readUint32(m.cursor)), // LONG_BINGET

  0x63: (m) => pushGlobal(m, readLine(m.cursor, 1024), readLine(m.cursor, 1024)), // GLOBAL
  0x93: (m) => pushGlobal(m, ...popMany(m, 2)), // STACK_GLOBAL
  0x52: (m) => pushObject(m, ...popMany(m, 2)), // REDUCE
  0x81: (m) => pushObject(m, ...popMany(m, 2)), // NEWOBJ
  0x92: (m) => pushObject(m, ...popMany(m, 3).slice(0, 2)), // NEWOBJ_EX: keyword arguments are not needed
  0x62: (m) => void pop(m), // BUILD: attributes are not needed
  0x51: pushPersistent, // BINPERSID
};

/** A little-endian two's-complement integer; a number where it fits, as sizes and offsets do. */
function readInteger(machine: PickleMachine, length: number): number | bigint {
  if (length > 255) throw corruptPickle(machine, `an integer of ${length} bytes, where sizes and offsets take 8`);
  if (length === 0) return 0;
  const digits = Array.from(readBytes(machine.cursor, length), (byte) => byte.toString(16).padStart(2, "0"));
  const value = BigInt.asIntN(8 * length, BigInt(`0x${digits.reverse().join("")}`));
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** Python 2's byte strings: names in early checkpoints (ASCII), raw bytes elsewhere, so no encoding may fail. */
function readPython2Text(machine: PickleMachine, length: number): string {
  return new TextDecoder("latin1").decode(readBytes(machine.cursor, length));
}

function append(machine: PickleMachine, items: readonly PickleValue[]): void {
  const target = top(machine);
  if (!isKind(target, "list") && !isKind(target, "set") && !isKind(target, "object")) {
    throw corruptPickle(machine, `items are appended to ${describeValue(target)}`);
  }
  for (const item of items) target.items.push(item);
}

function setEntries(machine: PickleMachine, values: readonly PickleValue[]): void {
  const target = top(machine);
  if (!isKind(target, "dict") && !isKind(target, "object")) {
    throw corruptPickle(machine, `entries are set on ${describeValue(target)}`);
  }
  for (const value of pairs(machine, values)) target.entries.push(value);
}

function pairs<Values extends readonly PickleValue[]>(machine: PickleMachine, values: Values): Values {
  if (values.length % 2 === 1) throw corruptPickle(machine, "a dict has a key without a value");
  return values;
}

function pushGlobal(machine: PickleMachine, module?: PickleValue, name?: PickleValue): void {
  if (typeof module !== "string" || typeof name !== "string") {
    throw corruptPickle(machine, `a class is named by ${describeValue(module)} and ${describeValue(name)}`);
  }
  assertAllowed(`${module}.${name}`, machine.cursor.bytes);
  machine.stack.push({ kind: "global", name: `${module}.${name}` });
}

/** Writes a call down; nothing is called. */
function pushObject(machine: PickleMachine, callable?: PickleValue, args?: PickleValue): void {
  if (!isKind(callable, "global") || !isKind(args, "tuple")) {
    throw corruptPickle(machine, `a call of ${describeValue(callable)} with ${describeValue(args)}`);
  }
  machine.stack.push({ kind: "object", callable, args: args.items, items: [], entries: [] });
}

function pushPersistent(machine: PickleMachine): void {
  const persistent = { kind: "persistent", id: pop(machine) } as const;
  machine.persistents.push(persistent);
  machine.stack.push(persistent);
}
