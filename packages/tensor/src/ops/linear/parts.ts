// A linear layer whose weight is larger than what an adapter binds at once, in parts of its outputs.

/** What every adapter binds at once, WebGPU's default: VGG's first linear layer has 411 MB. */
export const BOUND_AT_ONCE = 2 ** 27;

/** Outputs `begin` … `end`. */
export interface OutputPart {
  readonly begin: number;
  readonly end: number;
  /** Behind names: "" where there is but one. */
  readonly label: string;
}

/**
 * As few parts of whole quads as keep each part's weight below so many bytes.
 * @param out outputs; @param row numbers that make one output
 */
export function outputParts(out: number, row: number, mostBytes: number): OutputPart[] {
  const width = Math.max(1, Math.floor(mostBytes / (16 * row))) * 4;
  const count = Math.ceil(out / width);
  if (count === 1) return [{ begin: 0, end: out, label: "" }];
  return Array.from({ length: count }, (_, at) => ({ begin: at * width, end: Math.min(out, (at + 1) * width), label: ` (part ${at + 1} of ${count})` }));
}
