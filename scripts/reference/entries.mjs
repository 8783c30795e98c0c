// The entries of the published packages, from the package that stands alone to the one that stands on all others.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { publishedEntries } from "../packages/layout.mjs";

/**
 * [{ name, file, description, readme }]: a package's first entry is described by its manifest and its README, others by
 * the head of their source.
 */
export function referenceEntries() {
  const entries = publishedEntries().filter(({ source }) => exportsAny(source));
  const packages = [...new Set(entries.map(({ folder }) => folder))];
  const inOrder = packages.flatMap((folder) => entries.filter((one) => one.folder === folder).sort((a, b) => rank(a) - rank(b)));
  return inOrder.map(entryOf);
}

const exportsAny = (source) => /^export /m.test(readFileSync(source, "utf8")); // a worker exports nothing
const rank = ({ condition }) => (condition === "default" ? 0 : 1);

function entryOf({ name, manifest, folder, path, condition, source }) {
  const isMain = path === "." && condition === "default";
  const readme = join(folder, "README.md");
  return {
    name,
    file: source.replace(/\.mjs$/, ".d.mts"),
    description: isMain ? manifest.description : headOf(source),
    readme: isMain && existsSync(readme) ? readFileSync(readme, "utf8").replace(/^# .*\n+/, "") : undefined,
  };
}

/** The lines of // with which a file opens. */
function headOf(file) {
  const [head] = /^(?:\/\/ .*\n)*/.exec(readFileSync(file, "utf8"));
  return head.replace(/^\/\/ /gm, "").replaceAll("\n", " ").trim();
}
