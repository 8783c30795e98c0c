/** What is no list of names: a name without an end. */
export class NameTooLong extends Error {}

/** Bytes, piece by piece → names; each call returns those that have ended. */
export interface NameList {
  /** @throws NameTooLong */
  take(bytes: Uint8Array): string[];
  end(): string[];
}

/** A list whose names end with a line, or with NUL where one comes within the first 64 KiB. */
export function openNameList(): NameList;
