// One package as it is published: a bundle for each entry, shaders and JSON inlined, every other package left outside;
// its declarations, those that tsc wrote and that its entries lead to, with neither tests nor helpers among them.
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { rolldown, RolldownMagicString } from "rolldown";
import { root } from "../install.mjs";
import { bundleName, bundlesOf, typesOf } from "./layout.mjs";

/**
 * A worker is started by its URL, which bundlers know by its form: new URL("./worker.ts", import.meta.url). Its file becomes an entry of
 * its own, and the URL is that of the entry.
 */
const workersAsEntries = (entries) => ({
  name: "workers-as-entries",
  async transform(code, id) {
    if (!/\.[mt]s$/.test(id)) return undefined;
    let changed = code;
    for (const [whole, path] of code.matchAll(/new URL\("(\.\/[\w/]+\.ts)", import\.meta\.url\)/g)) {
      const { id: worker } = await this.resolve(path, id);
      if (!entries.includes(worker)) this.emitFile({ type: "chunk", id: worker, fileName: `${bundleName(path)}.js` });
      changed = changed.replace(whole, `new URL("./${bundleName(path)}.js", import.meta.url)`);
    }
    return changed === code ? undefined : { code: changed, map: null }; // lines stay where they are
  },
});

/** A shader as text, small: shaders are read in the repository, and every page would carry what is not computed. */
const wgslInlined = {
  name: "wgsl-inlined",
  transform: (code, id) => (id.endsWith(".wgsl") ? { code: `export default ${JSON.stringify(smaller(code))}`, moduleType: "js", map: null } : undefined),
};

/**
 * Without comments, and without space beside brackets, and beside operators between two names, numbers or brackets, where it parts no tokens. Constants still begin a
 * line: the engine reads some of them (packages/tensor/src/graph/shader_text.ts).
 */
export function smaller(wgsl) {
  const lines = wgsl.replace(/\/\*[^]*?\*\//g, "").split("\n").map((line) => line.replace(/\/\/.*$/, "").trim()).filter((line) => line !== "");
  return lines.join("\n").replace(/\s*([{}();,:])\s*/g, "$1").replace(/(?<=[\w)\]]) ([^\w\s]{1,3}) (?=[\w(])/g, "$1").replace(/([;}])const /g, "$1\nconst ");
}

/** Examples stand in the declarations, where editors look for them: not in the code as well. */
const withoutExamples = {
  name: "without-examples",
  transform: (code, id) => {
    const examples = id.endsWith(".ts") ? [...code.matchAll(/\n *\* @example\b[^]*?(?=\n *\*\/)/g)] : [];
    if (examples.length === 0) return undefined;
    const shorter = new RolldownMagicString(code);
    for (const { index, 0: example } of examples) shorter.remove(index, index + example.length);
    return { code: shorter.toString(), map: shorter.generateMap({ hires: true, source: id }).toString() };
  },
};

/**
 * What an index exports and what is also loaded when it is needed: a page's bundler leaves it out until then if the index does nothing but
 * export, and if its file has nothing in it that the rest of the package needs too.
 */
const filesApart = ({ source, code, others }) => ({
  preserveEntrySignatures: "allow-extension", // rolldown asks for it where files hold what their tests say, and no more
  codeSplitting: { includeDependenciesRecursively: false, groups: [
    { name: bundleName(source), test: code, priority: 2 },
    { name: "common", test: others, minShareCount: 2, priority: 1 },
    { name: "others", test: others },
  ] },
});

/** @returns the files written into dist/ */
export async function bundle(each) {
  const { codeSplitting, ...signatures } = each.apart ? filesApart(each.apart) : {};
  const bundler = await rolldown({
    cwd: join(root, each.folder),
    input: bundlesOf(each),
    platform: "neutral",
    external: (id) => !/^[./]/.test(id) && !id.startsWith("\0"),
    plugins: [wgslInlined, withoutExamples, workersAsEntries(Object.values(bundlesOf(each)).map((source) => join(root, each.folder, source)))],
    transform: { target: "es2022" }, // Node 20 has no `using`
    treeshake: { moduleSideEffects: true },
    ...signatures,
  });
  const { output } = await bundler.write({
    dir: join(each.stage, "dist"), format: "es", entryFileNames: "[name].js", chunkFileNames: "shared_[name].js", codeSplitting,
    sourcemap: true, sourcemapExcludeSources: true, // positions only: the code is readable as it is
  });
  await bundler.close();
  for (const { fileName } of output) refuseSources(fileName, join(each.stage, "dist", fileName));
  return output;
}

/**
 * One file that a page loads by its address, small, with every package in it; its workers lie beside it.
 * @returns the files written into dist/
 */
export async function bundleAlone({ folder, alone, stage }) {
  if (!alone) return [];
  const workers = Object.fromEntries(alone.workers.map((path) => [bundleName(`./${path.replace(/^.*src/, "src")}`), join(root, path)]));
  const written = [];
  for (const [name, source] of Object.entries({ [alone.name]: join(root, folder, alone.source), ...workers })) {
    const bundler = await rolldown({
      cwd: join(root, folder), input: { [name]: source }, platform: "browser", plugins: [wgslInlined, workersAsEntries(Object.values(workers))], transform: { target: "es2022" },
    });
    const { output } = await bundler.write({ dir: join(stage, "dist"), format: "es", entryFileNames: "[name].js", minify: true, codeSplitting: false });
    await bundler.close();
    written.push(...output);
  }
  for (const { fileName } of written) refuseSources(fileName, join(stage, "dist", fileName));
  return written;
}

/**
 * A package's commands, with the launcher, which lies outside the package in the repository: their files lie beside one another in bin/,
 * and so find what else is there.
 */
export async function bundleCommands({ folder, manifest, stage }) {
  if (!manifest.bin) return;
  const bundler = await rolldown({ cwd: join(root, folder), input: Object.values(manifest.bin).map((path) => `./${path}`), platform: "node", external: (id) => !/^[./]/.test(id) });
  await bundler.write({ dir: join(stage, "bin"), format: "es", entryFileNames: "[name].mjs", chunkFileNames: "[name].mjs" });
  await bundler.close();
}

/** What still names a source would be missing where the package is installed. */
function refuseSources(name, path) {
  const found = name.endsWith(".js") ? /new URL\(["'][^"']+\.ts["']/.exec(readFileSync(path, "utf8")) : null;
  if (found) throw new Error(`${name} starts a source by its path: ${found[0]}. Write it as new URL("./name.ts", import.meta.url).`);
}

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
