// LZW as GIF and TIFF have it: into memory of a fixed size, so that no file can make it grow, and with what is missing told.
// Sources: GIF89a specification, appendix F; TIFF 6.0 §13.

/** How a format writes its codes. */
export interface LzwCodes {
  readonly rootBits: number; // bits of a byte that stands for itself
  readonly early: 0 | 1; // codes by which a width grows before it must
  /** The next code of so many bits; −1 where the data end. */
  next(width: number): number;
}

/** A code that stands for nothing yet. */
export class UnknownCode extends Error {
  constructor(code: number) {
    super(`its LZW data hold the code ${code} before it stands for anything`);
  }
}

const mostCodes = 4096;

/** Each string by its last byte, the string before it, and its length; strings of one byte stand for themselves. */
class Strings {
  readonly #before = new Uint16Array(mostCodes);
  readonly #last = new Uint8Array(mostCodes);
  readonly #first = new Uint8Array(mostCodes);
  readonly #length = new Uint16Array(mostCodes);
  readonly #roots: number;
  count: number;

  constructor(roots: number) {
    this.#roots = roots;
    this.count = roots + 2; // behind "clear" and "end"
    for (let code = 0; code < roots; code++) [this.#last[code], this.#first[code], this.#length[code]] = [code, code, 1];
  }

  clear(): void {
    this.count = this.#roots + 2;
  }

  first(code: number): number {
    return this.#first[code] as number;
  }

  add(before: number, last: number): void {
    if (this.count === mostCodes) return;
    this.#before[this.count] = before;
    this.#last[this.count] = last;
    this.#first[this.count] = this.#first[before] as number;
    this.#length[this.count] = (this.#length[before] as number) + 1;
    this.count++;
  }

  /** Writes a string at `at`, as much of it as there is room for. @returns the position behind it */
  write(code: number, out: Uint8Array, at: number): number {
    const end = at + (this.#length[code] as number);
    for (let to = end - 1, from = code; to >= at; to--, from = this.#before[from] as number) {
      if (to < out.length) out[to] = this.#last[from] as number;
    }
    return Math.min(end, out.length);
  }
}

/**
 * Decodes until `out` is full, or its data end.
 * @returns how many bytes were written
 * @throws UnknownCode
 */
export function decodeLzw(codes: LzwCodes, out: Uint8Array): number {
  const clear = 1 << codes.rootBits;
  const strings = new Strings(clear);
  let previous = -1;
  let at = 0;
  while (at < out.length) {
    const code = codes.next(widthOf(strings.count + codes.early));
    if (code < 0 || code === clear + 1) break;
    if (code === clear) {
      strings.clear();
      previous = -1;
      continue;
    }
    if (code > (previous < 0 ? clear : strings.count)) throw new UnknownCode(code);
    if (previous >= 0) strings.add(previous, strings.first(code === strings.count ? previous : code));
    at = strings.write(code, out, at);
    previous = code;
  }
  return at;
}

/** Bits of a code below a number of codes. */
const widthOf = (count: number): number => Math.min(12, 32 - Math.clz32(count));

/** A byte of data cannot stand for more than this many: a code has 9 bits at least, and its string 4096 bytes at most. */
export const largestLzwExpansion = 4096;
