// Messages between processes: lines of JSON, float arrays in base64 behind a marker. What an engine prints in between is no message.
import { Buffer } from "node:buffer";

const message = "\u0002"; // no text that anybody prints begins with it
const floats = "float32:";

export const toLine = (value: unknown): string => `${message}${JSON.stringify(value, (_, part: unknown) => (part instanceof Float32Array ? packed(part) : part))}\n`;

/** undefined for a line that is no message. */
export function fromLine(line: string): unknown {
  if (!line.startsWith(message)) return undefined;
  return JSON.parse(line.slice(message.length), (_, part: unknown) => (typeof part === "string" && part.startsWith(floats) ? unpacked(part) : part)) as unknown;
}

const packed = ({ buffer, byteOffset, byteLength }: Float32Array): string => floats + Buffer.from(buffer, byteOffset, byteLength).toString("base64");

const unpacked = (text: string): Float32Array => new Float32Array(Uint8Array.from(Buffer.from(text.slice(floats.length), "base64")).buffer);
