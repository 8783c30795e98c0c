// One package's declarations: those that tsc wrote and that its entries lead to. Tests and helpers are not among them.
import { cpSync, existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { root } from "../install.mjs";
import { bundlesOf, typesOf } from "./layout.mjs";

export function copyTypes(each) {
  const [from, to] = [join(root, each.folder, "dist"), join(each.stage, "dist/types")];
  const seen = new Set();
  const visit = (path) => {
    if (seen.has(path)) return;
    seen.add(path);
    const source = existsSync(path) ? path : path.replace(from, join(root, each.folder, "src")); // a .d.mts is written by hand
    cpSync(source, join(to, relative(from, path)));
    for (const [, imported] of readFileSync(source, "utf8").matchAll(/(?:from|import\() ?"(\.[^"]+)"/g)) visit(declarationOf(normalize(join(dirname(path), imported))));
  };
  for (const [name, source] of Object.entries(bundlesOf(each))) if (!each.programs.includes(source)) visit(join(from, typesOf(source).replace("./dist/types/", "")), name);
  return seen.size;
}

const declarationOf = (path) => path.replace(/\.[jt]s$/, ".d.ts").replace(/\.mjs$/, ".d.mts");
