import type { ImportLine } from "./imports.mjs";

/** The parts in rows, the topmost first, so that the fewest files import upwards. */
export declare function rowsOf(parts: readonly string[], lines: readonly ImportLine[]): string[][];

/** Without the lines that others say together; those that go up are marked. */
export declare function reduced(lines: readonly ImportLine[], rows: readonly (readonly string[])[]): (ImportLine & { readonly up?: true })[];
