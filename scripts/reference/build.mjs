// The API reference: what the published packages export, by TypeDoc, in dist/api. Where TypeDoc says too little,
// describe.mjs helps; source.mjs shows the sources, so that the pages need no server.
import { rmSync } from "node:fs";
import { join, relative } from "node:path";
import { Application, Converter } from "typedoc";
import { root } from "../install.mjs";
import { describe } from "./describe.mjs";
import { referenceEntries } from "./entries.mjs";
import { frontPage } from "./front.mjs";
import { missingTypes } from "./missing.mjs";
import { writeSources } from "./source.mjs";

const out = join(root, "dist/api");

/** @returns the exit code: 1 where TypeDoc warns */
export async function buildReference() {
  rmSync(out, { recursive: true, force: true });
  const entries = referenceEntries();
  const app = await Application.bootstrap({
    name: "camlucida",
    entryPoints: entries.map(({ file }) => file), // what several of them export belongs to the first
    tsconfig: join(root, "scripts/reference/tsconfig.json"),
    basePath: root,
    readme: frontPage(entries),
    out,
    sortEntryPoints: false,
    excludePrivate: true,
    excludeInternal: true,
    excludeExternals: true,
    githubPages: false,
    hideGenerator: true,
    disableGit: true,
    sourceLinkTemplate: "../source/{path}.html#L{line}",
    categorizeByGroup: false,
    defaultCategory: "from other packages",
    sort: ["kind", "source-order"],
    kindSortOrder: ["Function", "Class", "Variable", "Interface", "TypeAlias", "Module", "Reference"],
    highlightLanguages: ["ts", "js", "sh", "html", "json", "python"],
    navigation: { includeCategories: true, includeGroups: false, includeFolders: false },
    validation: { notExported: true, invalidLink: true, invalidPath: true, rewrittenLink: true },
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => describe(project, entries));
  const project = await app.convert();
  if (!project) return 1;
  app.validate(project);
  for (const type of missingTypes(project)) app.logger.warn(`No entry exports ${type}`);
  await app.generateOutputs(project);
  writeSources(project, out);
  console.log(relative(process.cwd(), join(out, "index.html")));
  return app.logger.hasErrors() || app.logger.hasWarnings() ? 1 : 0;
}
