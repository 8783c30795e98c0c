// How a report may look where it goes: colours or none, and how wide a line may be.

export interface Style {
  readonly columns: number; // cells in a line
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly accent: (text: string) => string; // cyan
  readonly warn: (text: string) => string; // yellow
  readonly alarm: (text: string) => string; // red
}

/** A stream that may be a terminal, as process.stdout is. */
export interface Destination {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const narrowest = 40;
const widest = 100; // longer lines are hard to read
const unknownWidth = 80;

export function styleFor(destination: Destination, environment: Environment): Style {
  const columns = Math.min(Math.max(destination.columns ?? unknownWidth, narrowest), widest);
  return wantsColour(destination, environment) ? { columns, ...coloured } : { columns, ...plain };
}

/**
 * NO_COLOR (no-color.org: any value but the empty one) wins, then FORCE_COLOR (any value but "" and "0"),
 * then whether it is a terminal that can show colours.
 */
export function wantsColour(destination: Destination, { NO_COLOR = "", FORCE_COLOR = "", TERM }: Environment): boolean {
  if (NO_COLOR !== "") return false;
  if (FORCE_COLOR !== "") return FORCE_COLOR !== "0";
  return destination.isTTY === true && TERM !== "dumb";
}

/** Select Graphic Rendition, ECMA-48 §8.3.117: on, text, off. */
const sgr = (on: number, off: number) => (text: string): string => `\u001b[${on}m${text}\u001b[${off}m`;
const asIs = (text: string): string => text;

const coloured = { bold: sgr(1, 22), dim: sgr(2, 22), accent: sgr(36, 39), warn: sgr(33, 39), alarm: sgr(31, 39) };
const plain = { bold: asIs, dim: asIs, accent: asIs, warn: asIs, alarm: asIs };
