// A Vite plugin: `virtual:examples` lists the examples of all published packages, each with a function that runs it; `virtual:readme` has what
// README.md tells programs and pages to write.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Plugin } from "vite";
import { publishedEntries } from "../../../scripts/packages/layout.mjs";
import { exampleModules } from "./as_modules.ts";
import { documentedIn } from "./documented.ts";

const name = "virtual:examples";
const readme = "virtual:readme";
const folder = resolve(import.meta.dirname, "../../dist/examples"); // in which the modules might lie
const texts = new Map<string, string>();

export const examplesAsModules: Plugin = {
  name: "examples-as-modules",
  resolveId: (id) => (id === name || id === readme || texts.has(id) ? id : undefined),
  load: (id) => {
    if (id === readme) return readmeAsModule();
    if (id !== name) return texts.get(id);
    const modules = exampleModules(documentedIn(publishedEntries()));
    const listed = modules.map(({ of, place, givenBy, file, text }) => {
      const path = resolve(folder, file);
      texts.set(path, text);
      return `{ ...${JSON.stringify({ of, place, givenBy })}, run: () => import(${JSON.stringify(path)}) }`;
    });
    return `export const examples = [\n${listed.join(",\n")}\n];`;
  },
};

/** Its lines as they stand there, twice: a module runs once. Before them what they take as given, behind them what came of it. */
function readmeAsModule(): string {
  const text = readFileSync(resolve(import.meta.dirname, "../../../README.md"), "utf8").split("\n## In your program\n")[1]?.split("\n## ")[0] ?? "";
  const [lines = "", markup = ""] = ["ts", "html"].map((language) => new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\``, "m").exec(text)?.[1] ?? "");
  const runs = ["cpu", "gpu"].map((device) => {
    const path = resolve(folder, `readme_${device}.ts`);
    texts.set(path, `const { onProgress, image, canvas } = globalThis.given;\n${lines}\nexport const top = seen.top, device = network.device;\nexport { map };\n`);
    return `${device}: () => import(${JSON.stringify(path)})`;
  });
  return `export const markup = ${JSON.stringify(markup)};\nexport const runs = { ${runs.join(", ")} };`;
}
