/** Writes `text` between the marks NAME of a document. */
export function between(path: string, name: string, text: string): void;
