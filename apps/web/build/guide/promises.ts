// What stands in a chapter of docs/guide, as its tests and `npm run guide` need to know it. Markdown goes in, places in it come out.

/** A chapter's sections, by their headings. */
export const sections = {
  en: ["The idea", "By hand", "Live", "In the code", "Exercise"],
  ja: ["考え方", "手で計算する", "動かす", "コードでは", "練習問題"],
} as const;

export const answers = { en: "Answer", ja: "答え" } as const;

export type GuideLanguage = keyof typeof sections;

/** The text below a second-level heading, up to the next; "" where there is none. */
export function sectionOf(markdown: string, heading: string): string {
  const [, ...found] = withoutFences(markdown, "keep").split(/^## /m);
  return found.find((text) => text.split("\n", 1)[0]?.trim() === heading)?.slice(heading.length) ?? "";
}

export const headingsOf = (markdown: string): string[] => [...withoutFences(markdown).matchAll(/^## (.*)$/gm)].map(([, heading = ""]) => heading.trim());

/** A run of the lab as it stands in a chapter. */
export interface WorkedBlock {
  readonly topic: string;
  readonly words: string; // behind the topic
  readonly text: string; // what the lab says
}

const fence = /^```console\n\$ npm run lab -- (\w+)([^\n]*)\n([^]*?)\n```$/gm;

export const blocksOf = (markdown: string): WorkedBlock[] =>
  [...markdown.matchAll(fence)].map(([, topic = "", words = "", text = ""]) => ({ topic, words: words.trim(), text }));

/** Every worked block as the lab says it now. @param said by topic; what is not there stays as it is */
export const withBlocks = (markdown: string, said: ReadonlyMap<string, string>): string =>
  markdown.replaceAll(fence, (block, topic: string, words: string) => (said.has(topic) ? `\`\`\`console\n$ npm run lab -- ${topic}${words}\n${said.get(topic)}\n\`\`\`` : block));

/** A link to a file of this repository. */
export interface FileLink {
  readonly text: string; // "[…]"
  readonly name: string | undefined; // that the line has to have, where the text is a code span and the link has a line
  readonly path: string; // relative to the chapter
  readonly line: number | undefined; // counted from 1
}

const link = /(?<!!)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^()\s#]*)(?:#L(\d+))?\)/g;

/** Links to other sites are none. */
export const linksOf = (markdown: string): FileLink[] =>
  [...withoutFences(markdown).matchAll(link)].filter(([, , path = ""]) => !/^https?:/.test(path)).map(([, text = "", path = "", line]) => ({
    text, path, line: line === undefined ? undefined : Number(line), name: line === undefined ? undefined : nameIn(text),
  }));

/** "`Network.forward()`" → "forward" */
const nameIn = (text: string): string | undefined => /^`(?:\w+\.)*([\w-]+)(?:\(\))?`$/.exec(text)?.[1];

/** Every link with the line that its name is defined in. @param lineOf undefined: the link stays as it is */
export const withLines = (markdown: string, lineOf: (path: string, name: string) => number | undefined): string =>
  markdown.replaceAll(link, (whole: string, text: string, path: string, line: string | undefined) => {
    const name = nameIn(text);
    const found = name === undefined || line === undefined ? undefined : lineOf(path, name);
    return found === undefined ? whole : `[${text}](${path}#L${found})`;
  });

export const figuresOf = (markdown: string): string[] => [...markdown.matchAll(/^!\[[^\]]+\]\(\.\.\/figures\/(\w+)\.png\)$/gm)].map(([, slug = ""]) => slug);

/** The numbers with decimals that a section's prose has, without their signs. */
export const decimalsIn = (prose: string): string[] => [...withoutFences(prose).matchAll(/(?<![\d.])\d+\.\d+(?![\d.]*\w)/g)].map(([number]) => number);

/** Whether a text has a number of that value, whatever its sign and however many noughts it ends with. */
export const hasNumber = (text: string, number: string): boolean => [...text.matchAll(/\d+(?:\.\d+)?/g)].some(([found]) => Number(found) === Number(number));

/** English words, without blocks of code, equations and where links lead. */
export const wordsIn = (markdown: string): number =>
  withoutFences(markdown).replace(/\$\$[^$]*\$\$/g, "").replace(/\]\([^)]*\)/g, "]").split(/\s+/).filter((word) => /[\p{L}\d]/u.test(word)).length;

/** Blocks of code are no text: a "##" in one is no heading. @param how "keep": their fences' lines may be headings nowhere else */
function withoutFences(markdown: string, how: "drop" | "keep" = "drop"): string {
  return markdown.replace(/^```[^]*?^```$/gm, (block) => (how === "drop" ? "" : block.replace(/^## /gm, " ## ")));
}
