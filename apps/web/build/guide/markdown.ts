// A chapter's Markdown → what the page holds of it. Everything is done here, when the site is built: Markdown by marked, equations to
// MathML by Temml. Nothing that comes out carries an inline style, which the page's policy would refuse.
import { Marked, Renderer, type Token, type Tokens } from "marked";
import temml from "temml";
import type { ChapterPart, ChapterText } from "../../src/learn/chapter.ts";
import type { Language } from "../../src/text/language.ts";
import { linkTo } from "./links.ts";

/** What of a chapter can be scrolled sideways, by name, for those who do not see it. */
const words = {
  en: { equation: "Equation", table: "Table", code: "Code", worked: "Worked example" },
  ja: { equation: "式", table: "表", code: "コード", worked: "計算例" },
} as const satisfies Record<Language, unknown>;

/** @param path of the file, from the repository's root: links are relative to it. @throws Error where it holds what the page has no place for */
export function chapterOf(markdown: string, path: string, language: Language): ChapterText {
  const marked = markedFor(path, language);
  const tokens = marked.lexer(language === "ja" ? unbroken(markdown) : markdown);
  const parts: ChapterPart[] = [];
  let gathered: Token[] = [];
  const flush = (): void => {
    const html = marked.parser(gathered);
    if (html.trim() !== "") parts.push({ kind: "text", html });
    gathered = [];
  };
  for (const token of tokens) {
    const figure = figureOf(token);
    if (!figure) gathered.push(token);
    else {
      flush();
      parts.push(figure);
    }
  }
  flush();
  const title = tokens.find((token): token is Tokens.Heading => token.type === "heading" && (token as Tokens.Heading).depth === 1)?.text;
  if (title === undefined) throw new Error(`${path} has no title: begin it with "# …".`);
  return { title, parts };
}

/** Japanese has no spaces: the end of a line within a sentence would become one. Code stays as it is. */
function unbroken(markdown: string): string {
  const wide = "[\\u3000-\\u30ff\\u4e00-\\u9fff\\uff00-\\uffef]";
  const end = new RegExp(`(${wide}[*」』）]{0,3})\\n(?=[*「『（]{0,3}${wide})`, "g");
  return markdown.split(/^(```[^]*?^```)$/m).map((text, at) => (at % 2 === 0 ? text.replace(end, "$1") : text)).join("");
}

/** A paragraph that is a figure's picture and nothing else. */
function figureOf(token: Token): ChapterPart | undefined {
  if (token.type !== "paragraph") return undefined;
  const [, caption, slug] = /^!\[([^\]]*)\]\((?:\.\.\/)?figures\/(\w+)\.png\)$/.exec(token.raw.trim()) ?? [];
  return slug === undefined ? undefined : { kind: "figure", slug, caption: caption ?? "" };
}

function markedFor(path: string, language: Language): Marked {
  const names = words[language];
  let headings = 0;
  const marked = new Marked();
  marked.use({
    extensions: [displayMath(names.equation), inlineMath(names.equation)],
    renderer: {
      heading({ tokens, depth }) { return `<h${depth} id="section-${headings++}">${this.parser.parseInline(tokens)}</h${depth}>\n`; },
      link({ href, tokens }) { return linkTo(href, path, this.parser.parseInline(tokens)); },
      code({ text, lang }) { return lang === "console" ? workedBlock(text, names.worked) : scrolled("pre", names.code, `<code>${escaped(text)}</code>`); },
      table(token) {
        const usual = new Renderer();
        usual.parser = this.parser;
        return scrolled("div", names.table, usual.table(token));
      },
      image({ href }) { throw new Error(`${path}: ${href} is neither a figure nor alone in its paragraph: the page has no place for it.`); },
      html({ text }) { return allowed(text, path); },
    },
  });
  return marked;
}

/** Wider than a phone, it scrolls by itself; by the keyboard too. */
const scrolled = (tag: "pre" | "div", name: string, html: string): string => `<${tag} class="scrolls" tabindex="0" role="group" aria-label="${name}">${html}</${tag}>\n`;

/** A command, and what it says. */
function workedBlock(text: string, name: string): string {
  const [command = "", ...said] = text.split("\n");
  return scrolled("pre", name, `<code lang="en"><span class="command">${escaped(command)}</span>\n${escaped(said.join("\n"))}</code>`);
}

/** Of HTML only answers that are hidden at first. */
function allowed(html: string, path: string): string {
  const others = [...html.matchAll(/<\/?([\w-]+)/g)].map(([, name]) => name).filter((name) => name !== "details" && name !== "summary");
  if (others.length > 0 || /<\w+\s/.test(html)) throw new Error(`${path}: ${html.trim()} stands in a chapter, where only <details> and <summary> may.`);
  return html;
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** @returns MathML */
function mathOf(tex: string, displayMode: boolean): string {
  return temml.renderToString(tex, { displayMode, throwOnError: true }).replace(/ style="[^"]*"/g, "");
}

/** $$ … $$, in lines of its own. */
const displayMath = (name: string) => ({
  name: "displayMath", level: "block" as const,
  start: (source: string) => source.indexOf("$$"),
  tokenizer(source: string) {
    const [raw, tex] = /^\$\$([^$]+)\$\$[ \t]*(?:\n|$)/.exec(source) ?? [];
    return raw === undefined ? undefined : { type: "displayMath", raw, text: tex };
  },
  renderer: ({ text }: Tokens.Generic) => scrolled("div", name, mathOf(String(text).trim(), true)),
});

const longest = 30; // letters of TeX that a phone has room for, whatever they stand for

/** $…$, of one line; not "$5 and $6". A browser breaks no equation, so a long one scrolls by itself. */
const inlineMath = (name: string) => ({
  name: "inlineMath", level: "inline" as const,
  start: (source: string) => source.indexOf("$"),
  tokenizer(source: string) {
    const [raw, tex] = /^\$(?!\s)([^$\n]+)(?<!\s)\$(?!\d)/.exec(source) ?? [];
    return raw === undefined ? undefined : { type: "inlineMath", raw, text: tex };
  },
  renderer: ({ text }: Tokens.Generic) => {
    const math = mathOf(String(text), false);
    return String(text).length <= longest ? math : `<span class="scrolls" tabindex="0" role="group" aria-label="${name}">${math}</span>`;
  },
});
