// What a command may touch: the program reads itself, its model, its inputs and what lies where results go, writes there, and starts
// npm or asks a server only where something must be obtained, or a picture has an address. Found before Deno starts, from the words of
// the command and the lists that they name (places.mjs); what standard input will name is unknown, and could be anywhere.

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, normalize, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { cachePath } from "@camlucida/weights/cache_path.mjs";
import { obtainers } from "../../../scripts/launcher/deno.mjs";
import { inputsOf, statOf } from "./places.mjs";

const require = createRequire(import.meta.url);

/** What options.ts says of every option, as a test writes it: its short form, and whether its value names a file or a template. */
const options = JSON.parse(readFileSync(new URL("options.json", import.meta.url), "utf8"));

/** As files/template.ts knows it. */
const usualOut = "{dir}/{stem}.cam.png";

/**
 * What a command needs: folders and files to read, folders to write, and whether a model is not at hand.
 * @param words behind the program's name
 * @param environment for the place where models are kept, and for a folder of the launcher's that the program removes
 * @param known whether something must be obtained, where that is known
 */
export function needsOf(words, { environment = process.env, platform = process.platform, obtains: known } = {}) {
  const cache = cachePath(environment, platform);
  const common = { read: [programFolder(), ...(cache === undefined ? [] : [cache])], write: [environment.CAMLUCIDA_RUNTIME ?? ""] };
  if (words[0] === "weights") return ofWeights(words.slice(1), cache, common);
  const { typed, inputs } = wordsOf(words);
  if (inputs[0] === "inspect") return ofInspection(typed, inputs.slice(1), cache, common, known);
  const tunes = inputs[0] === "tune";
  const obtains = known ?? (!typed.has("list-devices") && mustObtain(typed.get("model")?.at(-1), cache));
  const { places, servers, isOpen } = tunes ? { places: [], servers: [], isOpen: false } : inputsOf(typed, inputs);
  const results = resultFolders(places, tunes ? [] : templatesOf(typed));
  return {
    read: [...common.read, ...filesOf(typed), ...places.flatMap(({ reads }) => reads), ...results],
    write: [...common.write, ...results, ...((tunes || obtains) && cache !== undefined ? [cache] : [])],
    servers,
    anywhere: isOpen ? ["read", ...(templatesOf(typed).some((template) => template.includes("{dir}")) ? ["write"] : [])] : [],
    obtains,
  };
}

/** The needs as Deno's flags. */
export function flagsFor({ read, write, servers, anywhere, obtains }) {
  const flag = (name, granted) => (granted.length === 0 ? [] : [`--allow-${name}=${granted.join()}`]);
  const paths = (name, list) => (anywhere.includes(name) ? [`--allow-${name}`] : flag(name, shortened(list.filter((path) => path !== "").map(withoutCommas))));
  const { run, net } = obtains ? obtainers : { run: [], net: [] };
  return [...paths("read", read), ...paths("write", write), "--allow-env", ...flag("run", run), ...flag("net", [...new Set([...net, ...servers])])];
}

const longest = 8_000; // characters of a list: systems bound the words of a command, Windows at 32,767

/** Each path once; where they are too many, the folders around them. */
function shortened(paths) {
  const distinct = [...new Set(paths)];
  return distinct.join(",").length <= longest ? distinct : shortened(distinct.map((path) => dirname(path)));
}

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

/** The words as src/arguments/tokens.ts divides them; it refuses what it does not know. */
function wordsOf(words) {
  const table = Object.fromEntries(options.map(({ name, short, value }) => [name, { type: value ? "string" : "boolean", ...(short && { short }) }]));
  const { tokens } = parseArgs({ args: [...words], options: table, strict: false, tokens: true });
  const typed = new Map();
  const inputs = [];
  for (const token of tokens) {
    if (token.kind === "positional") inputs.push(token.value);
    if (token.kind === "option") typed.set(token.name, [...(typed.get(token.name) ?? []), token.value ?? ""]);
  }
  return { typed, inputs };
}

/** What the value of an option names to a command: "file", "folder" or "template". */
const namesIn = (name, command = "explain") => options.find((row) => row.name === name && (row.commands ?? ["explain"]).includes(command))?.names;

/** The folders of everything that may be written. */
const resultFolders = (places, templates) =>
  templates.flatMap((template) => (template.includes("{dir}") ? places.map((place) => folderIn(template, place)) : [fixedFolder(template)]));

/** How results are called; a folder that they go to has a name in it. */
function templatesOf(typed) {
  const templates = [...typed].filter(([name]) => namesIn(name) === "template").map(([, values]) => values.at(-1));
  const all = typed.has("out") || typed.has("sheet") ? templates : [...templates, usualOut];
  return all.filter((template) => template !== "-").map((template) => (isFolder(template) ? join(template, "x") : template));
}

/** As files/output_folder.ts knows it. */
const isFolder = (template) => /[\\/]$/.test(template) || statOf(template)?.isDirectory() === true;

function folderIn(template, { folder, exact }) {
  const at = template.indexOf("{dir}");
  if (exact || template.slice(0, at).includes("{")) return fixedFolder(template.replaceAll("{dir}", folder));
  // {dir} is some folder below: as many steps up lead at most as far above it.
  return join(template.slice(0, at) + folder, ...stepsUp(template.slice(at + "{dir}".length)));
}

/** The folder of a template's beginning up to its first field; steps up behind that lead out of it. */
function fixedFolder(template) {
  const at = template.indexOf("{");
  const fixed = at < 0 ? template : `${template.slice(0, at)}x`;
  return normalize(join(dirname(fixed), ...stepsUp(at < 0 ? "" : template.slice(at))));
}

/** As many ".." as a path leads above where it begins. */
function stepsUp(path) {
  let [depth, lowest] = [0, 0];
  for (const part of path.split(/[\\/]/).filter((name) => name !== "" && name !== ".")) {
    depth += part === ".." ? -1 : 1;
    lowest = Math.min(lowest, depth);
  }
  return Array.from({ length: -lowest }, () => "..");
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
  const files = [...[...typed].filter(([name]) => namesIn(name) === "file").flatMap(([, values]) => values), ...models].filter((path) => path !== "-");
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

/** `camlucida weights`: everything that has a name is obtained, or looked at. */
function ofWeights(words, cache, common) {
  const at = words.findIndex((word) => word === "--cache" || word.startsWith("--cache="));
  const typed = at < 0 ? [] : [words[at] === "--cache" ? words[at + 1] ?? "" : words[at].slice("--cache=".length)];
  const places = [...typed, ...(cache === undefined ? [] : [cache])];
  const obtains = words.some((word) => !word.startsWith("-")) && !words.includes("--list");
  return { ...withoutPictures, read: [...common.read, ...places], write: [...common.write, ...(obtains ? places : [])], obtains };
}
