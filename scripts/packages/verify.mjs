// The tarballs installed in empty projects outside the repository, and used there by every runtime, compiler and bundler that people have.
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { denoBinary } from "../launcher/deno.mjs";
import { root } from "../install.mjs";
import { foundBy } from "./in_chromium.mjs";
import { publishedPackages, tarballs } from "./layout.mjs";
import { call, check, makeProject } from "./project.mjs";

const node = process.execPath;
const html = (script, head = "") => `<!doctype html><meta charset="utf-8"><title>a page</title>${head}<img src="/photo.png"><canvas></canvas><script type="module" src="${script}"></script>`;
const parsed = (stdout) => JSON.parse(stdout.trim().split("\n").at(-1));
const image = ["photo.png", "--model", "my.safetensors", "--force"];

/** @param project without Deno; @param withDeno the same with it. @returns checks by name, each of which says what it found */
function checks(project, withDeno) {
  const explain = (command, words, where) => `${where}: ${check(where, parsed(call(command, words, project)))}`;
  const types = (...words) => (call(node, [join(root, "node_modules/typescript/bin/tsc"), "--noEmit", "--strict", "--skipLibCheck", "false", "--target", "es2023", "--types", "", ...words, "app.ts"], project), "no complaint");
  const page = async (name) => {
    const { cpu, gpu, byName, ...others } = await foundBy(project, name);
    check(name, byName);
    const expected = { arrived: 1, kept: 0, unknown: "model-unknown", stopped: "stopped" };
    if (JSON.stringify(others) !== JSON.stringify(expected)) throw new Error(`${name}: ${JSON.stringify(others)}; expected ${JSON.stringify(expected)}`);
    return `${check(name, cpu)}; ${check(name, gpu)}`;
  };
  return {
    "Node": () => explain(node, ["explain.mjs", "cpu"], process.version),
    "Node 22": () => explain("npx", ["--yes", "node@22", "explain.mjs", "cpu"], call("npx", ["--yes", "node@22", "--version"], project).trim()),
    "Deno, on the CPU": () => explain(denoBinary(), ["run", "-A", "--no-lock", "explain.mjs", "cpu"], "Deno"),
    "tsc, nodenext": () => types("--module", "nodenext", "--moduleResolution", "nodenext", "--lib", "es2023"),
    "tsc, bundler": () => types("--module", "esnext", "--moduleResolution", "bundler", "--lib", "es2023,dom"),
    "examples of the READMEs": () => examples(project),
    "npx camlucida in Node": () => command(project, "in Node alone"),
    "npx camlucida in Deno, as from the repository": () => sameBytes(withDeno),
    "a page with an import map": () => (writeFileSync(join(project, "map.html"), html("/page.js", importMap(project))), page("map.html")),
    "the element, with an import map": () => {
      const map = importMap(project).replace('"imports": {', '"imports": { "@camlucida/element": "/node_modules/@camlucida/element/dist/index.js",');
      return element(project, "element_map.html", `${map}<script type="module">import "@camlucida/element";</script>`);
    },
    "the element, by its tag": () => element(project, "element.html", '<script type="module" src="/node_modules/@camlucida/element/dist/element.js"></script>'),
    "Vite": () => (viteBuild(project), page("vite/index.html")),
    "esbuild": () => {
      call("npx", ["esbuild", "page.js", "--bundle", "--minify", "--format=esm", "--outfile=esbuild.js"], project);
      writeFileSync(join(project, "esbuild.html"), html("/esbuild.js"));
      return page("esbuild.html");
    },
    "sizes": () => sizes(project),
  };
}

/** The tag alone within a policy that allows nothing but the site's own files: no style in the markup, no eval. @param head brings the element */
async function element(project, name, head) {
  const policy = name === "element.html" ? `<meta http-equiv="Content-Security-Policy" content="default-src 'self'; script-src 'self' 'wasm-unsafe-eval'">` : "";
  writeFileSync(join(project, name), `<!doctype html><meta charset="utf-8"><title>a page</title>${policy}${head}<body><script type="module" src="/element.js"></script>`);
  const { cpu, gpu, opened } = await foundBy(project, name);
  if (opened !== 2) throw new Error(`${name}: ${opened} networks were opened; expected one for each device`);
  return `${check(name, cpu)}; ${check(name, gpu)}`;
}

/** What the README of the command's package tells pages to write. */
const importMap = (project) => /<script type="importmap">[^]*?<\/script>/.exec(readFileSync(join(project, "node_modules/camlucida/README.md"), "utf8"))[0];

/** Without a plugin, its sources beside the built page. */
function viteBuild(project) {
  writeFileSync(join(project, "index.html"), html("/page.js"));
  call(node, [join(root, "node_modules/vite/bin/vite.js"), "build", "--base", "/vite/", "--outDir", "vite", "--target", "es2023", "--logLevel", "error"], project);
}

function examples(project) {
  const ran = publishedPackages().flatMap(({ manifest: { name } }) => {
    const texts = [...readFileSync(join(project, "node_modules", name, "README.md"), "utf8").matchAll(/^```js\n([^]*?)^```/gm)];
    return texts.map(([, text], at) => {
      const file = `example_${name.replace(/\W+/g, "_")}_${at}.mjs`;
      writeFileSync(join(project, file), text);
      if (call(node, [file], project, { CAMLUCIDA_CACHE: join(project, "models") }).trim() === "") throw new Error(`${name}: its example says nothing`);
      return name;
    });
  });
  return ran.join(", ");
}

function command(project, where) {
  rmSync(join(project, "photo.cam.png"), { force: true });
  const line = parsed(call("npx", ["camlucida", ...image, "--json"], project));
  if (!line.ok || line.top[0].class !== 1 || !existsSync(join(project, "photo.cam.png"))) throw new Error(`camlucida ${where}: ${JSON.stringify(line)}`);
  return `${line.maps.length} map, ${statSync(join(project, "photo.cam.png")).size} bytes`;
}

function sameBytes(project) {
  command(project, "in Deno");
  const installed = readFileSync(join(project, "photo.cam.png"));
  call(node, [join(root, "apps/cli/bin/camlucida.mjs"), ...image], project);
  if (!installed.equals(readFileSync(join(project, "photo.cam.png")))) throw new Error("the installed command and the repository's draw different pictures");
  return `the same ${installed.length} bytes`;
}

/** In bytes: measured, and 2 % for what changes by the way. Most of each is code for the families of networks, which grow. */
const bounds = { tensor: 340_000, page: 104_500, cpu: 20_500, element: 162_500 };

/** The tarball of the engine, what a page loads to `open`, what it loads besides to compute without a GPU, and the element's file. */
async function sizes(project) {
  writeFileSync(join(project, "open.js"), 'import { open } from "camlucida"; globalThis.open = open;');
  const bundler = await rolldown({ input: join(project, "open.js"), platform: "browser" });
  const { output } = await bundler.generate({ minify: true });
  const compressed = (code) => gzipSync(code, { level: 9 }).length;
  const page = output.filter(({ fileName }) => loadedBy(output[0], output).has(fileName)).reduce((sum, { code }) => sum + compressed(code), 0);
  const cpu = compressed(output.find(({ fileName }) => fileName.includes("open_cpu"))?.code ?? "");
  const element = compressed(readFileSync(join(project, "node_modules/@camlucida/element/dist/element.js")));
  const packed = readdirSync(tarballs).map((name) => [name, statSync(join(tarballs, name)).size]);
  const [, tensor] = packed.find(([name]) => name.includes("tensor"));
  const kB = (size) => `${(size / 1000).toFixed(1)} kB`;
  const told = `${packed.map(([name, size]) => `${name} ${kB(size)}`).join(", ")}; a page's code, gzip ${kB(page)}, without a GPU ${kB(cpu)} more, element.js ${kB(element)}`;
  if (cpu === 0) throw new Error(`a page loads the kernels of the CPU whether it needs them or not: ${told}`);
  const larger = Object.entries({ tensor, page, cpu, element }).filter(([name, size]) => size > bounds[name]).map(([name]) => name);
  if (larger.length > 0) throw new Error(`too large (${larger.join(", ")}): ${told}`);
  return told;
}

/** The files of a bundle that are there before its first line runs. */
function loadedBy({ fileName, imports }, output, seen = new Set()) {
  seen.add(fileName);
  for (const name of imports) if (!seen.has(name)) loadedBy(output.find((each) => each.fileName === name), output, seen);
  return seen;
}

/** @returns how many failed */
export async function verifyPackages() {
  const project = makeProject("project", ["esbuild@^0.28"]);
  const withDeno = makeProject("with-deno", [`deno@${JSON.parse(readFileSync(join(root, "node_modules/deno/package.json"), "utf8")).version}`]);
  let failed = 0;
  for (const [name, run] of Object.entries(checks(project, withDeno))) {
    try {
      console.log(`✓ ${name}: ${await run()}`);
    } catch (error) {
      failed++;
      console.log(`✗ ${name}: ${error.message}`);
    }
  }
  if (failed === 0) [project, withDeno].forEach((folder) => rmSync(folder, { recursive: true, force: true }));
  else console.log(`The projects are kept: ${project}, ${withDeno}`);
  return failed;
}
