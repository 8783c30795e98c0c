// A source in coloured words, line by line. Highlighted here, when a file is opened: as text all sources take 0.8 MB compressed, with
// their colours written into them 1.1, and three times as much in the browser's cache of pages; the highlighter takes 11 kB.
import hljs from "highlight.js/lib/core";
import typescript from "highlight.js/lib/languages/typescript";
import { wgsl } from "./wgsl.ts";

hljs.registerLanguage("typescript", typescript);
hljs.registerLanguage("wgsl", wgsl);

export interface Token {
  readonly text: string;
  readonly kind: string | undefined; // "hljs-keyword", "hljs-title function_"
}

/** @param path of the source, whose ending says its language */
export function tokenLines(text: string, path: string): readonly (readonly Token[])[] {
  const lines: Token[][] = [[]];
  for (const { text: whole, kind } of tokensOf(hljs.highlight(text, { language: path.endsWith(".wgsl") ? "wgsl" : "typescript" }).value)) {
    whole.split("\n").forEach((part, at) => {
      if (at > 0) lines.push([]);
      if (part !== "") lines.at(-1)?.push({ text: part, kind });
    });
  }
  if (lines.at(-1)?.length === 0) lines.pop(); // a file ends with a line's end
  return lines;
}

const characters: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": "\"", "&#x27;": "'" };

/** The highlighter answers in HTML: spans within spans, of which the innermost counts. */
function* tokensOf(html: string): Generator<Token> {
  const open: string[] = [];
  for (const [piece, scope] of html.matchAll(/<span class="([^"]*)">|<\/span>|[^<]+/g)) {
    if (scope !== undefined) open.push(scope);
    else if (piece === "</span>") open.pop();
    else yield { text: piece.replaceAll(/&[#\w]+;/g, (name) => characters[name] ?? name), kind: open.at(-1) };
  }
}
