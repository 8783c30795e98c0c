// `npm run dev -- PACKAGE [RUNTIME] [FILTER …]`: a package's tests in one runtime, again at every change that touches them.
// What lies nearest to the change runs first (nearest_first.mjs), so that the first answer is there within seconds.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { install, root } from "./install.mjs";

const usage = `Usage: npm run dev -- PACKAGE [RUNTIME] [FILTER …]

  npm run dev -- tensor node src/ops/conv    the tests whose path has src/ops/conv, in Node
  npm run dev -- tensor                      what changes touch, in the first of the package's runtimes

FILTER is a part of a test file's path: those tests run once, and again when a file changes that they import. Without one
the tests run that a change touches: at first those that are not committed, then each that you save. q ends it.
`;

class UsageError extends Error {}

/** { tensor: { folder: "packages/tensor", runtimes: { node: ["--isolate", …] } } }: what can be watched. */
function packages() {
  const { workspaces } = readJson(join(root, "package.json"));
  const folders = workspaces.flatMap((pattern) => (pattern.endsWith("/*") ? readdirSync(join(root, pattern.slice(0, -2))).map((name) => pattern.replace("*", name)) : [pattern]));
  const found = folders.filter((folder) => existsSync(join(root, folder, "package.json"))).map((folder) => [basename(folder), { folder, runtimes: runtimesOf(folder) }]);
  return Object.fromEntries(found.filter(([, { runtimes }]) => Object.keys(runtimes).length > 0));
}

/** The runtimes of a package's scripts "test:…", the quickest first, each with the words that the script gives Vitest. */
function runtimesOf(folder) {
  const order = ["structure", "node", "deno", "command", "networks", "chromium", "page"];
  const { scripts = {} } = readJson(join(root, folder, "package.json"));
  const tasks = order.filter((runtime) => scripts[`test:${runtime}`]);
  return Object.fromEntries(tasks.map((runtime) => [runtime, wordsOf(scripts[`test:${runtime}`]).slice(3)])); // behind node vitest.mjs RUNTIME
}

const wordsOf = (command) => Array.from(command.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, bare]) => quoted ?? bare);

const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));

/** What was typed as { folder, runtime, words for Vitest }. */
function understood(typed) {
  const known = packages();
  const [name, ...rest] = typed;
  if (name === undefined) throw new UsageError(`Which package? There are ${listed(known)}.`);
  if (!known[name]) throw new UsageError(`There is no package "${name}". There are ${listed(known)}.`);
  const { folder, runtimes } = known[name];
  const every = new Set(Object.values(known).flatMap((one) => Object.keys(one.runtimes)));
  const named = every.has(rest[0]);
  if (named && !runtimes[rest[0]]) throw new UsageError(`${folder} is not tested in "${rest[0]}", but in ${listed(runtimes)}.`);
  const runtime = named ? rest[0] : Object.keys(runtimes)[0];
  const filters = named ? rest.slice(1) : rest;
  for (const filter of filters) expectTests(folder, filter, runtimes);
  const words = filters.length === 0 ? [...runtimes[runtime], "--changed", "--passWithNoTests"] : [...flagsOf(runtimes[runtime]), ...filters];
  return { folder, runtime, filters, words };
}

const listed = (named) => Object.keys(named).join(", ");

/** A script's options without the files that it names: a filter takes their place. */
function flagsOf(words) {
  return words.filter((word, at) => word.startsWith("-") || /^(--exclude|-t)$/.test(words[at - 1] ?? ""));
}

/** A filter that meets nothing is a slip, and may have been meant as a runtime. */
function expectTests(folder, filter, runtimes) {
  const paths = ["src", "journeys"].flatMap((part) => (existsSync(join(root, folder, part)) ? readdirSync(join(root, folder, part), { recursive: true }).map((path) => `${part}/${path.replaceAll("\\", "/")}`) : []));
  if (paths.some((path) => path.endsWith(".test.ts") && path.includes(filter))) return;
  throw new UsageError(`No test file of ${folder} has "${filter}" in its path; its runtimes are ${listed(runtimes)}.`);
}

async function watch({ folder, runtime, filters, words }) {
  install();
  const { run } = await import("./launcher/deno.mjs");
  const { vitestIn } = await import("./runtimes.mjs");
  console.log(`${folder} in ${runtime}${filters.length > 0 ? `: ${filters.join(", ")}` : ", what changes touch"}; q ends it.`);
  const [binary, vitestWords, env] = vitestIn(runtime, ["watch", ...words]);
  return run(binary, vitestWords, { cwd: join(root, folder), env: { ...env, CAMLUCIDA_NEAREST_FIRST: "yes" } });
}

try {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { help: { type: "boolean", short: "h" } } });
  if (values.help) console.log(`${usage}\nPackages: ${listed(packages())}.`);
  else process.exitCode = await watch(understood(positionals));
} catch (error) {
  if (!(error instanceof UsageError) && error.code !== "ERR_PARSE_ARGS_UNKNOWN_OPTION") throw error;
  console.error(`${error.message}\n\n${usage}`);
  process.exitCode = 2;
}
