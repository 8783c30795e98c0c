// Which test files run first while one watches: those that lie beside the source that changed last, then those ever farther from it.
import { readdirSync, statSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { BaseSequencer } from "vitest/node";

export class NearestFirst extends BaseSequencer {
  async sort(files) {
    const sorted = await super.sort(files);
    const changed = newestBelow(join(this.ctx.config.root, "src"));
    return sorted.toSorted((a, b) => distance(dirname(changed), a.moduleId) - distance(dirname(changed), b.moduleId));
  }
}

/** The file that changed last. */
function newestBelow(folder) {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return paths.map((path) => ({ path, changed: statSync(path).mtimeMs })).reduce((newest, one) => (one.changed > newest.changed ? one : newest), { path: folder, changed: 0 }).path;
}

/** How many folders one goes up and down from a folder to a file. */
export function distance(folder, file) {
  return relative(folder, file).split(sep).length;
}
