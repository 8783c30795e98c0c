// A Vite plugin: `virtual:examples` lists the examples of all published packages, each with a function that runs it.
import { resolve } from "node:path";
import type { Plugin } from "vite";
import { publishedEntries } from "../../../scripts/packages/layout.mjs";
import { exampleModules } from "./as_modules.ts";
import { documentedIn } from "./documented.ts";

const name = "virtual:examples";
const folder = resolve(import.meta.dirname, "../../dist/examples"); // in which the modules might lie
const texts = new Map<string, string>();

export const examplesAsModules: Plugin = {
  name: "examples-as-modules",
  resolveId: (id) => (id === name || texts.has(id) ? id : undefined),
  load: (id) => {
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
