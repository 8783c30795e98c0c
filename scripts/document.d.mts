/** Writes `text`, a string or what a function makes of what stands there, between the marks NAME of a document. */
export function between(path: string, name: string, text: string | ((written: string) => string)): void;
