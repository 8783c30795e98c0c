// One package's declarations: those that tsc wrote and that its entries lead to. Tests and helpers are not among them.
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { root } from "../install.mjs";
import { bundlesOf, typesOf } from "./layout.mjs";

/** What the declarations name, whatever else a project's own settings hold: the web's types, WebGPU's among them, and `using`. */
const libraries = `/// <reference lib="dom" />\n/// <reference lib="esnext.disposable" />\n`;

export function copyTypes(each) {
  const [from, to] = [join(root, each.folder, "dist"), join(each.stage, "dist/types")];
  const seen = new Set();
  const entries = new Set(Object.values(bundlesOf(each)).map((source) => join(from, typesOf(source).replace("./dist/types/", ""))));
  const visit = (path) => {
    if (seen.has(path)) return;
    seen.add(path);
    const source = existsSync(path) ? path : path.replace(from, join(root, each.folder, "src")); // a .d.mts is written by hand
    const target = join(to, relative(from, path));
    cpSync(source, target);
    if (entries.has(path)) writeFileSync(target, libraries + readFileSync(source, "utf8"));
    for (const [, imported] of readFileSync(source, "utf8").matchAll(/(?:from|import\() ?"(\.[^"]+)"/g)) visit(declarationOf(normalize(join(dirname(path), imported))));
  };
  for (const source of Object.values(bundlesOf(each))) if (!each.programs.includes(source)) visit(join(from, typesOf(source).replace("./dist/types/", "")));
  return seen.size;
}

const declarationOf = (path) => path.replace(/\.[jt]s$/, ".d.ts").replace(/\.mjs$/, ".d.mts");
