// JSON.parse keeps the last of several entries with one name and says nothing: here every name of an object is found, however it is
// written (`"\u0061"` is "a").

/**
 * The first name that an object of the text, at any depth, has twice; undefined where there is none.
 * @param text what JSON.parse has accepted, so that only strings and brackets need be told apart
 */
export function repeatedKey(text: string): string | undefined {
  const objects: (Set<string> | undefined)[] = []; // names seen, of those that are open; undefined for a list
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === openBrace) objects.push(new Set());
    else if (character === openBracket) objects.push(undefined);
    else if (character === closeBrace || character === closeBracket) objects.pop();
    if (character !== quotationMark) continue;
    const end = endOfString(text, at);
    const names = objects.at(-1);
    if (names && isFollowedByColon(text, end)) {
      const name = nameIn(text.slice(at, end));
      if (names.has(name)) return name;
      names.add(name);
    }
    at = end - 1;
  }
  return undefined;
}

const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
const [quotationMark, backslash, colon] = [0x22, 0x5c, 0x3a];

/** Behind the closing quotation mark of the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  let end = start + 1;
  while (text.charCodeAt(end) !== quotationMark) end += text.charCodeAt(end) === backslash ? 2 : 1;
  return end + 1;
}

function isFollowedByColon(text: string, from: number): boolean {
  let at = from;
  while (/\s/.test(text.charAt(at))) at++;
  return text.charCodeAt(at) === colon;
}

const nameIn = (literal: string): string => (literal.includes("\\") ? (JSON.parse(literal) as string) : literal.slice(1, -1));
