// What is not typed: options from configuration files, as words before those that are typed. The launcher asks for
// them to know what a command may touch, and the program to know what to do.
import { existsSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import process from "node:process";
import { divided } from "./words.mjs";

const projectFile = "camlucida.json";

/** What makes no sense but typed. */
const typedOnly = new Set(["help", "version", "config", "no-config", "list", "list-devices", "list-layers", "list-formats", "cache"]);

/**
 * The files that a command takes options from, the first before the others: --config FILE, or camlucida.json in this folder or the nearest
 * one above it; and the user's own.
 */
export function configurationFiles(words, rows, { environment = process.env, platform = process.platform, folder = process.cwd() } = {}) {
  const { command, typed } = divided(words, rows);
  if (["no-config", "help", "version", "list-devices", "list-formats"].some((name) => typed.has(name)) || !takes(command, rowOf("config", rows))) return [];
  const given = typed.get("config")?.at(-1);
  const project = given === undefined ? nearest(folder) : resolve(folder, given);
  const own = userFile(environment, platform);
  return [project, own].filter((path) => path !== undefined && (path === project && given !== undefined || existsSync(path)));
}

function nearest(folder) {
  const path = join(folder, projectFile);
  if (existsSync(path)) return path;
  return dirname(folder) === folder ? undefined : nearest(dirname(folder));
}

/** $XDG_CONFIG_HOME on every system, else where each keeps such files; undefined where the environment names no home. */
function userFile({ XDG_CONFIG_HOME: xdg, APPDATA: roaming, HOME: home }, platform) {
  if (xdg && isAbsolute(xdg)) return join(xdg, "camlucida", "config.json");
  const base = platform === "win32" ? roaming : home && join(home, ...(platform === "darwin" ? ["Library", "Application Support"] : [".config"]));
  return base ? join(base, "camlucida", "config.json") : undefined;
}

/**
 * The words with those of the files in front of them. What was typed wins, then the environment, then the first file.
 * @throws ConfigurationError with the file and the key
 */
export function configured(words, rows, files, { environment = process.env, folder = process.cwd() } = {}) {
  const { command, typed } = divided(words, rows);
  const sources = [
    ...(environment.CAMLUCIDA_QUEUE ? [new Map([["queue", []]])] : []), // read where it is needed, and no word: it may hold a password
    ...files.map((path) => settingsIn(path, rows, folder)),
  ];
  const settings = new Map();
  for (const source of sources) for (const [name, added] of source) if (!settings.has(name)) settings.set(name, { name, added });
  const known = new Set(typed.keys());
  const stops = typed.has("list-layers");
  const chosen = [...settings.values()].filter(({ name, added }) => {
    const row = rowOf(name, rows);
    if (known.has(name) || added.length === 0 || !takes(command, row) || (stops && !describes(row)) || (row.yieldsTo ?? []).some((other) => known.has(other))) return false;
    known.add(name);
    return true;
  });
  const needed = chosen.filter(({ name }) => (rowOf(name, rows).idleWithout ?? [name]).some((other) => known.has(other)));
  return [...needed.flatMap(({ added }) => added), ...words];
}

/** What is wrong with a configuration file. */
class ConfigurationError extends Error {}

export { ConfigurationError };

/** The words of each key of a file; none where a key switches something off. */
function settingsIn(path, rows, folder) {
  const refuse = (text) => new ConfigurationError(`${path}: ${text}`);
  const object = parsed(path, refuse);
  const settings = new Map();
  for (const [key, value] of Object.entries(object)) {
    const row = rowOf(key, rows);
    if (row === undefined) throw refuse(`there is no option ${JSON.stringify(key)}. Keys are the options without dashes: "model", "no-legend".`);
    if (typedOnly.has(key)) throw refuse(`${JSON.stringify(key)} cannot be configured, only typed.`);
    settings.set(key, wordsOf(row, value, baseOf(path, folder), refuse));
    const opposite = value === false ? rowOf(key.startsWith("no-") ? key.slice(3) : `no-${key}`, rows) : undefined;
    if (opposite !== undefined) settings.set(opposite.name, [`--${opposite.name}`]);
  }
  return settings;
}

function parsed(path, refuse) {
  let text;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw refuse(`cannot be read (${error.code ?? error.message}). --no-config does without.`);
  }
  try {
    const object = JSON.parse(text);
    if (typeof object === "object" && object !== null && !Array.isArray(object)) return object;
  } catch (error) {
    throw refuse(`is no JSON: ${error.message}`);
  }
  throw refuse(`is not one JSON object, such as {"model": "resnet50", "legend": false}.`);
}

function wordsOf(row, value, base, refuse) {
  if (!row.value) {
    if (typeof value === "boolean") return value ? [`--${row.name}`] : [];
    throw refuse(`${JSON.stringify(row.name)} is a switch: true or false, not ${JSON.stringify(value)}.`);
  }
  const values = Array.isArray(value) && row.repeatable ? value : [value];
  return values.map((one) => {
    if (typeof one === "string" && one !== "" || typeof one === "number") return `--${row.name}=${placed(row, String(one), base)}`;
    throw refuse(`${JSON.stringify(row.name)} is ${row.repeatable ? "a text, or a list of texts" : "a text or a number"}, not ${JSON.stringify(value)}.`);
  });
}

/** The folder that a file's paths are relative to: as it would be typed where the file lies here or above. */
function baseOf(path, folder) {
  const up = relative(folder, dirname(path));
  return /^(\.\.([\\/]\.\.)*)?$/.test(up) ? up : dirname(path);
}

/** A path as seen from the file; a name of a model or of a preprocessing is none, nor is what begins with a field or is standard output. */
function placed({ names, alsoName }, value, base) {
  const isName = names === undefined || value === "-" || value.startsWith("{") || (alsoName && !/[\\/]|\.\w+$/.test(value));
  return isName || isAbsolute(value) ? value : join(base, value);
}

/** Whether an option says which network a file holds. */
const describes = (row) => row.name === "model" || takes("inspect", row);

/** The first row of a name: a later one is another command's own. */
const rowOf = (name, rows) => rows.find((row) => row.name === name);

const takes = (command, row) => (row?.commands ?? ["explain"]).includes(command);
