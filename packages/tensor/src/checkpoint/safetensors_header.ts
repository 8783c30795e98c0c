// The header of a safetensors file: 8 bytes of length, then JSON
//   { "name": { "dtype": "F32", "shape": [64, 3, 7, 7], "data_offsets": [begin, end] }, …, "__metadata__": { … } }
// and the rules that make it unambiguous: the ranges, in order, cover the bytes behind the header exactly.
// Source: the format section of huggingface/safetensors' README.
import { CheckpointError } from "../graph/errors.ts";
import { cursorOver, quote, readText, readUint64 } from "./cursor.ts";
import { safetensorsTypes, type StoredType } from "./element_type.ts";
import { maximumRank } from "./strided.ts";

/** The format's own limit, in bytes. */
const formatLimit = 100_000_000;

/**
 * Bytes of a header that are read. ResNet-152's has 100 thousand, and 20 thousand class names fit beside it. One of this size is read in 0.3 s
 * and 0.2 GB whatever it holds; one of the format's limit would take more than a minute and 5 GB, which no network of images needs.
 */
export const maximumHeader = 4 * 1024 * 1024;

export interface SafetensorsEntry {
  readonly name: string;
  readonly elements: StoredType;
  readonly shape: readonly number[];
  /** Bytes from the end of the header, `end` exclusive. */
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  /** In the order of the data. */
  readonly entries: readonly SafetensorsEntry[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Where in the file the data begins. */
  readonly dataStart: number;
}

/** How many bytes of JSON follow the first eight. @param bytes of the file's beginning */
export function headerLength(bytes: Uint8Array): number {
  const length = readUint64(cursorOver(bytes, "safetensors header"));
  if (length > formatLimit) throw corruptHeader(`it claims ${length} bytes, more than the format's ${formatLimit}`);
  if (length > maximumHeader) {
    throw new CheckpointError(
      "checkpoint-unsupported",
      `The safetensors header claims ${length} bytes; at most ${maximumHeader} are read, forty times what ResNet-152 needs. Save the network's own tensors without further metadata.`,
    );
  }
  return length;
}

/** @param bytes the file, or its beginning up to the end of the header; @param fileLength of all of it */
export function readHeader(bytes: Uint8Array, fileLength = bytes.length): SafetensorsHeader {
  const length = headerLength(bytes);
  const cursor = cursorOver(bytes, "safetensors header", 8);
  const header = parseObject(readText(cursor, length));
  const { __metadata__: metadata = {}, ...tensors } = header;
  const entries = Object.entries(tensors).map(([name, value]) => readEntry(name, value));
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  assertExactCover(entries, fileLength - cursor.position);
  return { entries, metadata: readMetadata(metadata), dataStart: cursor.position };
}

const corruptHeader = (problem: string, options?: ErrorOptions): CheckpointError =>
  new CheckpointError("checkpoint-corrupt", `The safetensors header is malformed: ${problem}. Is the file damaged?`, options);

type JsonObject = Record<string, unknown>;

const isObject = (value: unknown): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);

function parseObject(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw corruptHeader("it is not JSON", { cause });
  }
  if (!isObject(value)) throw corruptHeader("it is not a JSON object");
  const twice = repeatedKey(text);
  if (twice !== undefined) throw corruptHeader(`it has the name ${quote(twice)} twice`);
  return value;
}

function readMetadata(value: unknown): Record<string, string> {
  const entries = isObject(value) ? Object.entries(value) : undefined;
  const texts = entries?.filter((entry): entry is [string, string] => typeof entry[1] === "string");
  if (!entries || texts?.length !== entries.length) throw corruptHeader("__metadata__ must be an object of texts");
  return Object.fromEntries(texts);
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const isCounts = (value: unknown): value is number[] => Array.isArray(value) && value.every(isCount);

function readEntry(name: string, value: unknown): SafetensorsEntry {
  const { dtype, shape, data_offsets: offsets } = isObject(value) ? value : {};
  const [begin, end] = isCounts(offsets) && offsets.length === 2 ? offsets : [];
  if (typeof dtype !== "string" || !isCounts(shape) || shape.length > maximumRank || begin === undefined || end === undefined) {
    throw corruptHeader(`tensor ${quote(name)} needs a dtype, a shape of at most ${maximumRank} axes and two data_offsets`);
  }
  const elements = safetensorsTypes.get(dtype);
  if (!elements || elements.kind === "other") {
    throw new CheckpointError(
      "checkpoint-unsupported",
      `Tensor ${quote(name)} has dtype ${quote(dtype)}; F32, F16, BF16 and F64 are read. Convert it in Python with .float().`,
    );
  }
  const size = shape.includes(0) ? 0 : shape.reduce((product, axis) => product * axis, elements.bytes);
  if (end - begin !== size) {
    throw corruptHeader(`tensor ${quote(name)} takes ${size} bytes by its shape and ${end - begin} by its data_offsets`);
  }
  return { name, elements, shape, begin, end };
}

function assertExactCover(entries: readonly SafetensorsEntry[], available: number): void {
  let covered = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== covered) {
      const problem = begin < covered ? "overlaps the one before it" : "leaves a hole before it";
      throw corruptHeader(`tensor ${quote(name)} at bytes ${begin} to ${end} ${problem}`);
    }
    covered = end;
  }
  if (covered > available) {
    throw new CheckpointError(
      "checkpoint-truncated",
      `The safetensors header describes ${covered} bytes of numbers, the file has ${available}. Was it downloaded in full?`,
    );
  }
  if (covered < available) throw corruptHeader(`it describes ${covered} bytes of numbers, the file has ${available}`);
}

// JSON.parse keeps the last of several entries with one name and says nothing: here every name of an object is found, however it is
// written (`"\u0061"` is "a").

/**
 * The first name that an object of the text, at any depth, has twice; undefined where there is none.
 * @param text what JSON.parse has accepted, so that only strings and brackets need be told apart
 */
function repeatedKey(text: string): string | undefined {
  const objects: (Set<string> | undefined)[] = []; // names seen, of those that are open; undefined for a list
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === openBrace) objects.push(new Set());
    else if (character === openBracket) objects.push(undefined);
    else if (character === closeBrace || character === closeBracket) objects.pop();
    if (character !== quotationMark) continue;
    const end = endOfString(text, at);
    const names = objects.at(-1);
    if (names && isFollowedByColon(text, end)) {
      const name = nameIn(text.slice(at, end));
      if (names.has(name)) return name;
      names.add(name);
    }
    at = end - 1;
  }
  return undefined;
}

const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
const [quotationMark, backslash, colon] = [0x22, 0x5c, 0x3a];

/** Behind the closing quotation mark of the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  let end = start + 1;
  while (text.charCodeAt(end) !== quotationMark) end += text.charCodeAt(end) === backslash ? 2 : 1;
  return end + 1;
}

function isFollowedByColon(text: string, from: number): boolean {
  let at = from;
  while (/\s/.test(text.charAt(at))) at++;
  return text.charCodeAt(at) === colon;
}

const nameIn = (literal: string): string => (literal.includes("\\") ? (JSON.parse(literal) as string) : literal.slice(1, -1));
