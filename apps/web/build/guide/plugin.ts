// docs/guide as modules of the page: a table of contents from the files that exist, and each chapter in each language a chunk of its own.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "vite";
import { type Language, languages } from "../../src/text/language.ts";
import { slugOf } from "./links.ts";
import { chapterOf } from "./markdown.ts";

const CONTENTS = "guide:contents";
const root = join(import.meta.dirname, "../../../..");

/** @param folder of the guide, with one for each language */
export function guideAsModules(folder: string): Plugin {
  return {
    name: "guide-as-modules",
    resolveId: (id) => (id === CONTENTS ? `\0${CONTENTS}` : undefined),
    async load(id) {
      if (id !== `\0${CONTENTS}`) return undefined;
      const files = await filesIn(folder);
      const entries = await Promise.all(files.filter((file) => /^\d\d_\w+\.md$/.test(file)).map((file) => entryOf(folder, file)));
      const front = files.includes("README.md") ? await entryOf(folder, "README.md") : "undefined";
      return `export const chapters = [${entries.join(",\n")}];\nexport const front = ${front};\n`;
    },
    async transform(text, id) {
      const language = languages.find((name) => id.startsWith(join(folder, name)));
      if (language === undefined || !id.endsWith(".md")) return undefined;
      const chapter = chapterOf(text, id.slice(root.length + 1), language);
      return { code: `export default ${JSON.stringify(chapter)};`, map: null };
    },
  };
}

/** Those that are there in every language. */
async function filesIn(folder: string): Promise<string[]> {
  const [first = [], ...others] = await Promise.all(languages.map((language) => readdir(join(folder, language)).catch((): string[] => [])));
  return first.filter((file) => others.every((files) => files.includes(file))).sort();
}

/** A `Chapter`, as code. */
async function entryOf(folder: string, file: string): Promise<string> {
  const titles: Partial<Record<Language, string>> = {};
  for (const language of languages) titles[language] = titleOf(await readFile(join(folder, language, file), "utf8"));
  const loads = languages.map((language) => `${language}: () => import(${JSON.stringify(join(folder, language, file))})`);
  return `{ slug: ${JSON.stringify(slugOf(file))}, titles: ${JSON.stringify(titles)}, load: { ${loads.join(", ")} } }`;
}

const titleOf = (markdown: string): string => /^# (.*)$/m.exec(markdown)?.[1] ?? "";
