// Protocol Buffers on the wire: a message is fields one after another, each a number, a wire type and a payload. Nothing is
// copied: what has a length is a range of the file. A length is believed once the bytes behind it have been seen, and a message
// within a message is read by another call that knows what it is, so that nothing here nests.
// Source  protobuf.dev/programming-guides/encoding
import { decodeText } from "../checkpoint/cursor.ts";
import { CheckpointError } from "../graph/errors.ts";
import { corrupt } from "./errors.ts";

/** A message: bytes `begin` … `end` of a file. */
export interface Message {
  readonly file: OnnxFile;
  /** For messages: "ModelProto", "NodeProto". */
  readonly what: string;
  readonly begin: number;
  readonly end: number;
}

/** A file while it is read. */
export interface OnnxFile {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Messages that may still be read: each costs a few hundred bytes of memory, and as few as two of the file. */
  messages: number;
}

/** A large network has some 10⁴ of them: a few for each node, one for each weight. */
const MOST_MESSAGES = 2 ** 17;

export const openFile = (bytes: Uint8Array): OnnxFile => ({
  bytes,
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  messages: MOST_MESSAGES,
});

/** Wire types. 3 and 4, groups, are in no ONNX file. */
const VARINT = 0;
const FIXED64 = 1;
const RANGE = 2;
const FIXED32 = 5;

/** One field: where it begins, and its payload, which for a varint and what has a fixed width is its own bytes. */
export interface Field {
  readonly message: Message;
  readonly number: number;
  readonly wireType: number;
  readonly at: number;
  readonly begin: number;
  readonly end: number;
}

/** The fields of a message, in the file's order. @throws CheckpointError "checkpoint-truncated", "checkpoint-corrupt" */
export function* fieldsOf(message: Message): Generator<Field> {
  const { file } = message;
  if (--file.messages < 0) {
    throw new CheckpointError(
      "checkpoint-unsafe",
      `ONNX: more than ${MOST_MESSAGES} messages in one file, at byte ${message.begin}. No network has so many nodes and attributes.`,
    );
  }
  const cursor: Position = { at: message.begin };
  while (cursor.at < message.end) {
    const { at } = cursor;
    const tag = varintIn(message, cursor);
    const [number, wireType] = [Math.floor(tag / 8), tag % 8];
    if (number < 1 || number >= 2 ** 29) {
      throw damaged(message, at, `a field of number ${number}, which there cannot be`);
    }
    const [begin, end] = payload(message, at, wireType, cursor);
    cursor.at = end;
    yield { message, number, wireType, at, begin, end };
  }
}

function payload(message: Message, at: number, wireType: number, cursor: Position): readonly [number, number] {
  const after = cursor.at;
  switch (wireType) {
    case VARINT:
      varintIn(message, cursor);
      return [after, cursor.at];
    case FIXED64:
      return [after, within(message, after, 8)];
    case FIXED32:
      return [after, within(message, after, 4)];
    case RANGE: {
      const length = varintIn(message, cursor);
      return [cursor.at, within(message, cursor.at, length)];
    }
    default:
      throw damaged(message, at, `a field of wire type ${wireType}, which ONNX has not`);
  }
}

/** Where `length` bytes from `begin` on end. */
function within({ end, what, file }: Message, begin: number, length: number): number {
  if (length <= end - begin) return begin + length;
  const [code, where] = end === file.bytes.length
    ? ["checkpoint-truncated", "the file"] as const
    : ["checkpoint-corrupt", what] as const;
  throw new CheckpointError(
    code,
    `ONNX: ${length} bytes are needed at byte ${begin} of the file, in its ${what}, ${
      end - begin
    } are left of ${where}. Was it downloaded and copied in full?`,
  );
}

/** Where a message is being read. */
interface Position {
  at: number;
}

/** A varint of at most ten bytes, 64 bits, beyond 2⁵³ rounded. Leaves the position behind it. */
function varintIn(message: Message, position: Position): number {
  const { bytes } = message.file;
  const begin = position.at;
  let [value, factor] = [0, 1];
  for (let place = begin; place < begin + 10; place++) {
    if (place >= message.end) within(message, place, 1); // which throws
    const byte = bytes[place] as number;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) {
      position.at = place + 1;
      return value;
    }
    factor *= 128;
  }
  throw damaged(message, begin, "a number of more than ten bytes");
}

const damaged = ({ what }: Message, at: number, found: string): CheckpointError =>
  corrupt(`${found}, at byte ${at}, in the file's ${what}`);

function expectType(field: Field, wireType: number, name: string): void {
  if (field.wireType !== wireType) {
    throw damaged(
      field.message,
      field.at,
      `field ${field.number} of wire type ${field.wireType}, where ${name} is expected`,
    );
  }
}

// Payloads

/** A signed integer; beyond 2⁵³, where sizes that mean "to the end" are, it is rounded. */
export function integer(field: Field): number {
  expectType(field, VARINT, "a number");
  return signed(field.message, { at: field.begin });
}

function signed(message: Message, position: Position): number {
  const begin = position.at;
  const value = varintIn(message, position);
  if (position.at < begin + 9) return value; // below 2⁵⁶: without a sign
  let exact = 0n;
  for (let place = begin; place < position.at; place++) {
    exact |= BigInt((message.file.bytes[place] as number) & 0x7f) << BigInt(7 * (place - begin));
  }
  return Number(BigInt.asIntN(64, exact));
}

/** Integers one by one or packed: a field that may be repeated. */
export function integers(field: Field, into: number[]): void {
  if (field.wireType === RANGE) pushVarints(field, into);
  else into.push(integer(field));
}

function pushVarints({ message, begin, end }: Pick<Field, "message" | "begin" | "end">, into: number[]): void {
  const packed = { ...message, end };
  const position: Position = { at: begin };
  let place = into.length;
  into.length += varintsBetween(message.file.bytes, begin, end); // an array that grows number by number takes three times the memory
  while (position.at < end) into[place++] = signed(packed, position);
}

/** Each ends with a byte below 0x80. */
function varintsBetween(bytes: Uint8Array, begin: number, end: number): number {
  let count = 0;
  for (let at = begin; at < end; at++) if ((bytes[at] as number) < 0x80) count++;
  return count;
}

/** Packed integers, when they are wanted. @param count that there must be */
export function varintsIn(bytes: Uint8Array, what: string, count: number): number[] {
  const values: number[] = [];
  pushVarints(
    { message: { file: openFile(bytes), what, begin: 0, end: bytes.length }, begin: 0, end: bytes.length },
    values,
  );
  if (values.length !== count) throw corrupt(`${what} has ${values.length} numbers; ${count} are expected`);
  return values;
}

export function float(field: Field): number {
  expectType(field, FIXED32, "a float");
  return field.message.file.view.getFloat32(field.begin, true);
}

/** Floats one by one or packed. */
export function floats(field: Field, into: number[]): void {
  if (field.wireType !== RANGE) return void into.push(float(field));
  const { message, begin, end } = field;
  if ((end - begin) % 4 !== 0) throw damaged(message, field.at, `${end - begin} bytes of floats, which are four each`);
  for (let at = begin; at < end; at += 4) into.push(message.file.view.getFloat32(at, true));
}

/** A view of the file. */
export function bytesOf(field: Field): Uint8Array {
  expectType(field, RANGE, "bytes");
  return field.message.file.bytes.subarray(field.begin, field.end);
}

export const text = (field: Field): string => decodeText(bytesOf(field), `ONNX: the text at byte ${field.begin}`);

/** A message within a message. */
export function messageIn(field: Field, what: string): Message {
  expectType(field, RANGE, `a ${what}`);
  return { file: field.message.file, what, begin: field.begin, end: field.end };
}
