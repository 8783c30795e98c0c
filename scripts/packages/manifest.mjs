// A package.json as it is published: built entries for sources, nothing that only this repository needs.
import { publishedExport } from "./layout.mjs";

/** @param sideEffects files that do something by being loaded: programs and workers */
export function publishedManifest({ manifest, exports, beside }, sideEffects) {
  const { scripts: _scripts, devDependencies: _devDependencies, private: _private, ...kept } = manifest;
  const entries = Object.fromEntries(exports.map(([name, target]) => [name, publishedExport(target)]));
  return { ...kept, engines: { node: ">=20" }, sideEffects, exports: { ...entries, "./package.json": "./package.json" }, files: ["dist", ...beside, "NOTICE.md"] };
}
