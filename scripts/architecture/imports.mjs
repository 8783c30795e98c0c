// Which part of the source reads which: the parts are packages and the folders in them, the lines between them real imports.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";

/** The packages from the top down, and what each holds in a few words; the folders of those with several parts are drawn too. */
export const packages = [
  { name: "apps/web", says: "the page", folder: "apps/web/src" },
  { name: "packages/element", says: "<camlucida-map>", folder: "packages/element/src" },
  { name: "apps/lab", says: "worked numbers", folder: "apps/lab/src" },
  { name: "apps/cli", says: "the command and the library: camlucida", folder: "apps/cli/src" },
  { name: "weights", says: "obtain, verify, convert", folder: "weights/src" },
  { name: "packages/report", says: "what maps say together", folder: "packages/report/src" },
  { name: "packages/cam", says: "the maps", folder: "packages/cam/src", parts: true },
  { name: "packages/tensor", says: "the engine", folder: "packages/tensor/src", parts: true },
];

const named = { "@camlucida/tensor": "packages/tensor", "@camlucida/cam": "packages/cam", "@camlucida/report": "packages/report", "@camlucida/weights": "weights", "@camlucida/lab": "apps/lab", "@camlucida/element": "packages/element", camlucida: "apps/cli" };
const notDrawn = /(^|\/)(testing|fixtures|index\.ts|explain\.ts)(\/|$)/; // for tests, and the entries, which read everything

/** [{ from, to, files }]: `from` and `to` are a package, or a folder of one, that differ; `files` how many files of `from` read `to`. */
export function importsOf(root) {
  const lines = new Map();
  for (const { name, folder, parts } of packages) for (const path of sourcesBelow(root, folder)) {
    const from = partOf(path);
    const targets = new Set(specifiersIn(readFileSync(join(root, path), "utf8")).map((specifier) => (specifier.startsWith(".") ? partOf(posix.join(posix.dirname(path), specifier)) : packageOf(specifier))));
    for (const to of targets) if (to !== undefined && to !== from && to !== name && (parts || from === name)) count(lines, from, to);
  }
  return [...lines.values()];
}

function count(lines, from, to) {
  const key = `${from} → ${to}`;
  const line = lines.get(key) ?? { from, to, files: 0 };
  lines.set(key, { ...line, files: line.files + 1 });
}

/** The files of a package that are neither tests nor entries. */
function sourcesBelow(root, folder) {
  const paths = readdirSync(join(root, folder), { recursive: true }).map((path) => `${folder}/${path.replaceAll("\\", "/")}`);
  return paths.filter((path) => /\.tsx?$/.test(path) && !/\.(test|d)\.tsx?$/.test(path) && !notDrawn.test(path.slice(folder.length + 1)) && statSync(join(root, path)).isFile());
}

const specifiersIn = (text) => [...text.matchAll(/^(?:import|export)\b[^"';]*?from "([^"]+)"|\bimport\("([^"]+)"\)|^import "([^"]+)"/gm)].map(([, a, b, c]) => a ?? b ?? c);

/** "packages/tensor/src/ops/relu/relu.ts" → "packages/tensor/ops"; a package without parts is its own part. */
function partOf(path) {
  const owner = packages.find(({ folder }) => path.startsWith(`${folder}/`));
  if (!owner) return undefined;
  const [part = "", ...rest] = path.slice(owner.folder.length + 1).split("/");
  if (notDrawn.test(path.slice(owner.folder.length + 1))) return undefined;
  return owner.parts && rest.length > 0 ? `${owner.name}/${part}` : owner.name;
}

const packageOf = (specifier) => Object.entries(named).find(([name]) => specifier === name || specifier.startsWith(`${name}/`))?.[1];

/** The parts that are drawn, by package: { "packages/tensor": ["packages/tensor/graph", …] }. */
export function partsOf(root) {
  const inside = packages.filter(({ parts }) => parts).map(({ name, folder }) => [name, [...new Set(sourcesBelow(root, folder).map(partOf))].filter((part) => part !== undefined && part !== name).toSorted((a, b) => (a < b ? -1 : 1))]);
  return Object.fromEntries(inside);
}
