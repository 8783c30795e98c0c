// One package's JavaScript: a bundle for each entry, shaders and JSON inlined, every other package left outside.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { root } from "../install.mjs";
import { bundleName, bundlesOf } from "./layout.mjs";

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

/** @returns the files written into dist/ */
export async function bundle(each) {
  const bundler = await rolldown({
    cwd: join(root, each.folder),
    input: bundlesOf(each),
    platform: "neutral",
    external: (id) => !/^[./]/.test(id) && !id.startsWith("\0"),
    plugins: [wgslInlined, workersAsEntries(Object.values(bundlesOf(each)).map((source) => join(root, each.folder, source)))],
    transform: { target: "es2022" }, // Node 20 has no `using`
    treeshake: { moduleSideEffects: true },
  });
  const { output } = await bundler.write({
    dir: join(each.stage, "dist"), format: "es", entryFileNames: "[name].js", chunkFileNames: "shared_[name].js",
    sourcemap: true, sourcemapExcludeSources: true, // positions only: the code is readable as it is
  });
  await bundler.close();
  for (const { fileName } of output) refuseSources(fileName, join(each.stage, "dist", fileName));
  return output;
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
