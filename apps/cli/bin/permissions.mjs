// What a command may touch: the program reads itself, its model, its inputs and what lies where results go, writes there, and starts
// npm or asks a server only where something must be obtained, or a picture has an address. Found before Deno starts, from the words of
// the command and the lists that they name (places.mjs); what standard input will name is unknown, and could be anywhere.

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { cachePath } from "@camlucida/weights/cache_path.mjs";
import { obtainers } from "../../../scripts/launcher/deno.mjs";
import { queueServer } from "./queue_server.mjs";
import { foldersNamedIn } from "./named_in_results.mjs";
import { inputsOf } from "./places.mjs";
import { shortened } from "./shorter.mjs";
import { resultFolders, templatesOf } from "./results.mjs";
import { divided, optionRows } from "./words.mjs";

const require = createRequire(import.meta.url);

const rows = optionRows();

/** Options whose value names a file that is read. */
const fileOptions = new Set(rows.filter(({ names }) => names === "file").map(({ name }) => name).filter((name) => name !== "out"));

/**
 * What a command needs: folders and files to read, folders to write, and whether a model is not at hand.
 * @param words behind the program's name
 * @param environment for the place where models are kept, and for a folder of the launcher's that the program removes
 * @param known whether something must be obtained, where that is known
 */
export function needsOf(words, { environment = process.env, platform = process.platform, obtains: known } = {}) {
  const cache = cachePath(environment, platform);
  const common = { read: [programFolder(), ...(cache === undefined ? [] : [cache])], write: [environment.CAMLUCIDA_RUNTIME ?? ""] };
  const { command, typed, inputs } = divided(words, rows);
  switch (command) {
    case "weights": return ofWeights(typed, inputs, cache, common);
    case "inspect": return ofInspection(typed, inputs, cache, common, known);
    case "report": return ofReport(typed, inputs, common);
    case "merge": return ofMerge(typed, inputs, common);
    case "submit": return ofSubmission(typed, inputs, cache, common, queueServer(typed, environment), known);
    case "work": return ofWork(typed, cache, common, queueServer(typed, environment), known ?? false);
    case "status": case "collect": return { ...common, ...withoutPictures, servers: queueServer(typed, environment), obtains: false };
    case "tune": return ofTuning(typed, cache, common, known);
    case "completion": case "help": case "version": return { ...common, ...withoutPictures, obtains: false };
    default: return typed.has("dry-run") ? onlyReading(ofPictures(typed, inputs, cache, common, false), common) : ofPictures(typed, inputs, cache, common, known);
  }
}

/** What explains pictures. */
function ofPictures(typed, inputs, cache, common, known) {
  const obtains = known ?? (!["list-devices", "list-formats", "help", "version"].some((name) => typed.has(name)) && mustObtain(typed.get("model")?.at(-1), cache));
  const { places, servers, isOpen } = inputsOf(typed, inputs);
  const templates = templatesOf(typed, rows);
  const results = [...resultFolders(places, templates), ...keptIn(typed)];
  return {
    read: [...common.read, ...filesOf(typed), ...places.flatMap(({ reads }) => reads), ...results],
    write: [...common.write, ...results, ...(obtains && cache !== undefined ? [cache] : [])],
    servers,
    anywhere: isOpen ? ["read", ...(templates.some((template) => template.includes("{dir}")) ? ["write"] : [])] : [],
    obtains,
  };
}

/** Of what nothing is to come but words. */
const onlyReading = (needs, { write }) => ({ ...needs, write, servers: [], anywhere: needs.anywhere.filter((way) => way === "read") });

/** The folders of a journal and of a report, which are read and written. */
const keptIn = (typed) => [...(typed.get("resume") ?? []).map((path) => dirname(path)), ...(typed.get("report") ?? [])];

/** The needs as Deno's flags. */
export function flagsFor({ read, write, servers, anywhere, obtains }) {
  const flag = (name, granted) => (granted.length === 0 ? [] : [`--allow-${name}=${granted.join()}`]);
  const paths = (name, list) => (anywhere.includes(name) ? [`--allow-${name}`] : flag(name, shortened(list.filter((path) => path !== "").map(withoutCommas), fits)));
  const { run, net } = obtains ? obtainers : { run: [], net: [] };
  return [...paths("read", read), ...paths("write", write), "--allow-env", ...flag("run", run), ...flag("net", [...new Set([...net, ...servers])])];
}

/** Systems bound the words of a command, Windows at 32,767 characters. */
const fits = (paths) => paths.join().length <= 8_000;

/** Deno divides a list of paths at its commas: where a path holds one, the folder around it is granted. */
function withoutCommas(path) {
  const whole = resolve(path);
  return whole.includes(",") ? withoutCommas(dirname(whole)) : path;
}

/** Where the program and all that it imports lies: a clone, or the folder of modules that npm installed it into. */
function programFolder() {
  const own = fileURLToPath(new URL("..", import.meta.url));
  const other = dirname(require.resolve("deno/package.json"));
  let folder = own;
  while (relative(folder, other).startsWith("..") && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** Whether the model that a command names, or the one in its place, is not in the cache yet. */
function mustObtain(model, cache) {
  const manifest = require("@camlucida/weights/manifest.json");
  const isHere = (name) => cache !== undefined && existsSync(join(cache, `${name}.safetensors`));
  if (model === undefined) return !Object.values(manifest.default).some(isHere);
  return Object.hasOwn(manifest.models, model) && !isHere(model);
}

/** What options name, and for a model what lies beside it. */
function filesOf(typed, models = []) {
  const files = [...[...typed].filter(([name]) => fileOptions.has(name)).flatMap(([, values]) => values), ...models].filter((path) => path !== "-");
  const named = [...(typed.get("model") ?? []), ...models];
  return [...files, ...files.filter((path) => /\.onnx$/i.test(path)).map((path) => dirname(resolve(path))), ...named.flatMap(besideModel)]; // its external data lie there
}

/** What may lie beside a model and say how its photographs are prepared; of one in a folder called onnx, around that too. */
function besideModel(path) {
  const own = dirname(resolve(path));
  const folders = basename(own) === "onnx" ? [own, dirname(own)] : [own];
  return folders.flatMap((folder) => ["preprocessor_config.json", "config.json"].map((name) => join(folder, name))).filter((file) => existsSync(file));
}

/** Of commands that look at none. */
const withoutPictures = { servers: [], anywhere: [] };

/** `camlucida inspect`: the model is read; one that has a name may have to be obtained. */
function ofInspection(typed, models, cache, common, known) {
  const obtains = known ?? models.some((model) => mustObtain(model, cache));
  return { ...withoutPictures, read: [...common.read, ...filesOf(typed, models)], write: [...common.write, ...(obtains && cache !== undefined ? [cache] : [])], obtains };
}

/** `camlucida submit`: pictures are found, and the model is opened. */
function ofSubmission(typed, inputs, cache, common, servers, known) {
  const obtains = known ?? (!typed.has("help") && mustObtain(typed.get("model")?.at(-1), cache));
  const { places, isOpen } = inputsOf(typed, inputs);
  return {
    read: [...common.read, ...filesOf(typed), ...places.flatMap(({ reads }) => reads)], write: [...common.write, ...(obtains && cache !== undefined ? [cache] : [])],
    servers, anywhere: isOpen ? ["read"] : [], obtains,
  };
}

/** `camlucida work`: what jobs name lies below the root; a model that has a name may have to be obtained. */
function ofWork(typed, cache, common, servers, obtains) {
  const root = typed.get("root")?.at(-1) ?? ".";
  return { ...withoutPictures, read: [...common.read, root], write: [...common.write, root, ...(obtains && cache !== undefined ? [cache] : [])], servers, obtains };
}

/** `camlucida weights`: everything that has a name is obtained, or looked at. */
function ofWeights(typed, names, cache, common) {
  const places = [...(typed.get("cache") ?? []), ...(cache === undefined ? [] : [cache])];
  const obtains = names.length > 0 && !["list", "help", "version"].some((name) => typed.has(name));
  return { ...withoutPictures, read: [...common.read, ...places], write: [...common.write, ...(obtains ? places : [])], obtains };
}

/** `camlucida tune`: the model is read, and what was measured kept beside the others. */
function ofTuning(typed, cache, common, known) {
  const obtains = known ?? (!["help", "version"].some((name) => typed.has(name)) && mustObtain(typed.get("model")?.at(-1), cache));
  return { ...withoutPictures, read: [...common.read, ...filesOf(typed)], write: [...common.write, ...(cache === undefined ? [] : [cache])], obtains };
}

/** `camlucida report`: of results and truth a page in a folder, with thumbnails of what the results name. */
function ofReport(typed, results, common) {
  const out = typed.get("out") ?? [];
  return { ...withoutPictures, read: [...common.read, ...results, ...foldersNamedIn(results), ...filesOf(typed), ...out], write: [...common.write, ...out], obtains: false };
}

/** `camlucida merge`: of several results one. */
function ofMerge(typed, results, common) {
  const out = (typed.get("out") ?? []).map((path) => dirname(path));
  return { ...withoutPictures, read: [...common.read, ...results, ...out], write: [...common.write, ...out], obtains: false };
}
