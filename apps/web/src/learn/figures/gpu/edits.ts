// Edits that are worth a try, where the text has what they change.

export interface Edit {
  readonly name: "pass" | "mistake";
  /** @returns undefined where it does not fit */
  apply(text: string): string | undefined;
}

const replaced = (text: string, from: RegExp, to: string): string | undefined => (from.test(text) ? text.replace(from, to) : undefined);

export const edits: readonly Edit[] = [
  /** A ReLU that is none: what it would set to 0 passes. */
  { name: "pass", apply: (text) => replaced(text, /select\(input\[at\], vec4f\(0\), input\[at\] <= vec4f\(0\)\)/, "input[at]") },
  /** A name that nobody has declared. */
  { name: "mistake", apply: (text) => replaced(text, /\bid\.x\b/, "idx.x") },
];
