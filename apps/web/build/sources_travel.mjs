// A Vite plugin: the project's sources travel with the page, compressed as text, in a few files by folder, and sources/index.json
// says which file holds which. Not under a name that ends in .gz: some hosts uncompress those on the way, others do not.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** What a reader of the page may ask about: all that computes, and the page itself; not what only tests read, which the seeded numbers of the lab are not. */
const folders = ["packages/tensor/src", "packages/tensor/lab", "packages/cam/src", "weights/src", "apps/cli/src", "apps/lab/src", "apps/web/src"];

const isSource = (path) => /\.(tsx?|wgsl)$/.test(path) && !/(\.test|\.d|\/hand_made)\.ts$/.test(path) && !/(^|\/)(fixtures|testing(?!\/seeded)|dist|node_modules)\//.test(path);

/** The engine is large, and in parts of its own; every other folder is one. */
const partOf = (path) => /^packages\/tensor\/src\/[^/]+(?=\/)/.exec(path)?.[0] ?? folders.find((folder) => path.startsWith(`${folder}/`));

/** @returns {Map<string, Record<string, string>>} by part the sources' texts by their paths, in the alphabet's order */
export function sourceParts() {
  const paths = folders.flatMap((folder) => entriesIn(join(root, folder)).map((path) => relative(root, path).split(sep).join("/"))).filter(isSource).sort();
  const parts = new Map();
  for (const path of paths) parts.set(partOf(path), { ...parts.get(partOf(path)), [path]: readFileSync(join(root, path), "utf8") });
  return parts;
}

/** A folder that is not there holds nothing. */
function entriesIn(folder) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}

/** @returns {Map<string, Uint8Array>} the archive's files by their names below sources/ */
export function sourceFiles() {
  const named = [...sourceParts()].map(([part, texts]) => [`${part.replaceAll("/", ".")}.gzip`, texts]);
  const index = Object.fromEntries(named.map(([file, texts]) => [file, Object.keys(texts)]));
  return new Map([["index.json", Buffer.from(JSON.stringify(index))], ...named.map(([file, texts]) => [file, gzipSync(JSON.stringify(texts), { level: 9 })])]);
}

/** @type {import("vite").Plugin} */
export const sourcesTravel = {
  name: "sources-travel",
  generateBundle() {
    for (const [file, source] of sourceFiles()) this.emitFile({ type: "asset", fileName: `sources/${file}`, source });
  },
  configureServer({ middlewares }) {
    middlewares.use("/sources/", (request, response, next) => {
      const file = sourceFiles().get(request.url.slice(1));
      if (file) response.end(file);
      else next();
    });
  },
};
