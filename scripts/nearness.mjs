// How near a test file lies to the source that changed last.
import { readdirSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** The folder of the file below `folder` that changed last. */
export function newestIn(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const dated = files.map(({ parentPath, name }) => ({ parentPath, changed: statSync(join(parentPath, name)).mtimeMs }));
  return dated.reduce((newest, one) => (one.changed > newest.changed ? one : newest), { parentPath: folder, changed: 0 }).parentPath;
}

/** How many folders one goes up and down from a folder to a file. */
export function distance(folder, file) {
  return relative(folder, file).split(sep).length;
}
