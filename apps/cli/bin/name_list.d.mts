/** Bytes, piece by piece → names; each call returns those that have ended. */
export interface NameListReader {
  /** @throws Error for a name without an end: this is no list of names */
  take(bytes: Uint8Array): string[];
  end(): string[];
}

/** A list whose names end with a line, or with NUL where one comes within the first 64 KiB. */
export function openNameList(): NameListReader;
