// Text in a terminal: measured in cells, of which Latin letters take one, Han, kana, hangul and emoji two, accents none; in colours or none.

const segments = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const wideScripts = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/u;
const wideSigns = /\p{Emoji_Presentation}|\ufe0f|[\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u;
const halfWidth = /^[\uff61-\uffdc\uffe8-\uffee]/u; // kana and hangul made narrow

/** How many cells a text takes. */
export function cellsOf(text: string): number {
  return graphemesOf(text).reduce((sum, grapheme) => sum + cellsOfGrapheme(grapheme), 0);
}

/** Shortens to at most `cells`, with "…" where something was left out. */
export function truncate(text: string, cells: number): string {
  if (cellsOf(text) <= cells) return text;
  let kept = "";
  let used = 1; // the "…"
  for (const grapheme of graphemesOf(text)) {
    used += cellsOfGrapheme(grapheme);
    if (used > cells) break;
    kept += grapheme;
  }
  return cells < 1 ? "" : `${kept}…`;
}

/** Breaks a text at its spaces into lines of at most `cells`; a longer word has a line of its own. */
export function wrapped(text: string, cells: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && cellsOf(line) + 1 + cellsOf(word) <= cells) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Fills up with spaces on the right. */
export function padRight(text: string, cells: number): string {
  return text + " ".repeat(Math.max(0, cells - cellsOf(text)));
}

/**
 * The text with control characters made visible (ESC becomes ␛): a file name or label cannot move the cursor, recolour
 * the terminal, or reverse the direction of what follows.
 */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? "␡" : "\ufffd";
  });
}

/** A text's characters as people count them. */
export function graphemesOf(text: string): string[] {
  return Array.from(segments.segment(text), ({ segment }) => segment);
}

function cellsOfGrapheme(grapheme: string): number {
  if (/^\p{M}+$/u.test(grapheme)) return 0;
  if (halfWidth.test(grapheme)) return 1;
  return wideScripts.test(grapheme) || wideSigns.test(grapheme) ? 2 : 1;
}

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A share 0…1 in block characters, exact to an eighth of a cell: at most `cells` cells, without padding. Anything above zero shows at least a hairline; what is not a number shows nothing. */
export function bar(share: number, cells: number): string {
  if (!(share > 0)) return "";
  const steps = Math.max(1, Math.round(Math.min(share, 1) * cells * 8));
  return "█".repeat(Math.floor(steps / 8)) + (eighths[steps % 8] ?? "");
}

/** How a report may look where it goes. */
export interface Style {
  readonly columns: number; // cells in a line
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly accent: (text: string) => string; // cyan
  readonly warn: (text: string) => string; // yellow
  readonly alarm: (text: string) => string; // red
}

/** A stream that may be a terminal, as process.stdout is. */
interface Destination {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

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
