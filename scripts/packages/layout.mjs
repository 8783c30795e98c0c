// The packages that are published, and what of each: all entries that its package.json exports, but for those of the tests.
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { root } from "../install.mjs";

/** Of the engine the kernels of the CPU, apart from all but its entries' own: a page with a GPU does without. */
const cpuOfEngine = {
  source: "./src/devices/open_cpu.ts",
  code: /[\\/]devices[\\/](open_cpu|wasm[\\/](?!threads?\.))/,
  others: /[\\/]src[\\/](?!index\.|onnx[\\/]|devices[\\/]wasm[\\/]thread\.)/,
};

/**
 * Folder, what lies beside the code, and programs that are started by their file. Workers are found where they are started. `alone`: a file that
 * a page loads by its address, with all that it needs in it but for these workers; `effects`: bundles that do something by being loaded. `apart`: a
 * source that the index exports and that is also loaded when it is needed, the code that lies in its file for that, and what lies in others.
 */
const published = [
  { folder: "packages/tensor", beside: [], programs: [], apart: cpuOfEngine },
  { folder: "packages/cam", beside: [], programs: [] },
  { folder: "packages/report", beside: ["dist/page.html"], programs: [] },
  { folder: "weights", beside: ["labels", "manifest.json"], programs: [] },
  { folder: "apps/cli", beside: ["bin", "man"], programs: ["./src/main.ts", "./src/node/node_main.ts"] },
  { folder: "packages/element", beside: ["custom-elements.json"], programs: [], effects: ["index"], alone: { name: "element", source: "./src/index.ts", workers: ["packages/tensor/src/devices/wasm/thread.ts"] } },
];

const isOurs = (name) => /^\.\/(testing|internal|lab)(\/|$)/.test(name);
const isCode = (target) => /\.(ts|mjs)$/.test(target);

/** Where built packages go. */
export const staging = join(root, "dist/packages");
export const tarballs = join(root, "dist/tarballs");

/** Every package with its manifest, and the exports that others see: [name, source, or sources by condition]. */
export function publishedPackages() {
  return published.map((each) => {
    const manifest = JSON.parse(readFileSync(join(root, each.folder, "package.json"), "utf8"));
    const exports = Object.entries(manifest.exports).filter(([name]) => !isOurs(name));
    return { ...each, manifest, exports, stage: join(staging, manifest.name.replace("@", "").replace("/", "-")) };
  });
}

/** Every way into a package that has code, with its name, such as "@camlucida/weights/browser", and its source. */
export const publishedEntries = () => publishedPackages().flatMap(({ folder, manifest, exports }) => exports.flatMap(([path, target]) => (
  Object.entries(typeof target === "string" ? { default: target } : target)
    .filter(([, source]) => isCode(source))
    .map(([condition, source]) => {
      const name = `${manifest.name}${path.slice(1)}${condition === "default" ? "" : ` (${condition})`}`;
      return { name, manifest, folder: join(root, folder), path, condition, source: join(root, folder, source) };
    })
)));

/** The sources from which bundles are made: { "index": "./src/index.ts", … }, by the name of the file in dist/. */
export function bundlesOf({ exports, programs, apart }) {
  const targets = exports.flatMap(([, target]) => (typeof target === "string" ? [target] : Object.values(target)));
  const bundles = [...targets.filter(isCode), ...programs].map((source) => [bundleName(source), source]);
  return Object.fromEntries(apart ? [...bundles, [`shared_${bundleName(apart.source)}`, apart.source]] : bundles);
}

/** ./src/index.ts → index; ./src/browser/index.ts → browser; ./src/library/node.ts → node */
export function bundleName(source) {
  const parts = source.replace(/^\.\/src\//, "").replace(/\.(ts|mjs)$/, "").split("/");
  return parts.length > 1 && parts.at(-1) === "index" ? parts.at(-2) : basename(parts.join("/"));
}

/** An export as the installed package has it. */
export function publishedExport(target) {
  if (typeof target !== "string") return Object.fromEntries(Object.entries(target).map(([condition, one]) => [condition, publishedExport(one)]));
  if (!isCode(target)) return target;
  return { types: typesOf(target), default: `./dist/${bundleName(target)}.js` };
}

/** ./src/browser/index.ts → ./dist/types/browser/index.d.ts */
export const typesOf = (source) => source.replace(/^\.\/src\//, "./dist/types/").replace(/\.ts$/, ".d.ts").replace(/\.mjs$/, ".d.mts");

/**
 * A package.json as it is published: built entries for sources, nothing that only this repository needs.
 * @param sideEffects files that do something by being loaded: programs and workers
 */
export function publishedManifest({ manifest, exports, beside, alone }, sideEffects) {
  const { scripts: _scripts, devDependencies: _devDependencies, private: _private, ...kept } = manifest;
  const entries = Object.fromEntries(exports.map(([name, target]) => [name, publishedExport(target)]));
  if (alone) entries[`./${alone.name}.js`] = { types: typesOf(alone.source), default: `./dist/${alone.name}.js` };
  return { ...kept, engines: { node: ">=20" }, sideEffects, exports: { ...entries, "./package.json": "./package.json" }, files: ["dist", ...beside, "NOTICE.md"] };
}
