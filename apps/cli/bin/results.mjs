// Where results go, as far as the words of a command say it.

import { dirname, join, normalize } from "node:path";
import { statOf } from "./places.mjs";

/** As files/template.ts knows it. */
const usualOut = "{dir}/{stem}.cam.png";

/** The folders of everything that may be written. */
export const resultFolders = (places, templates) =>
  templates.flatMap((template) => (template.includes("{dir}") ? places.map((place) => folderIn(template, place)) : [fixedFolder(template)]));

/** How results are called; a folder that they go to has a name in it. */
export function templatesOf(typed, rows) {
  const templates = [...typed].filter(([name]) => rows.some((row) => row.name === name && row.names === "template")).map(([, values]) => values.at(-1));
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
