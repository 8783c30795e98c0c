// Text in a terminal, measured in cells: Latin letters take one, Han, kana, hangul and emoji two, accents none.

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
