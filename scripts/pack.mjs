// `npm run pack`: builds every package into dist/packages/ and packs it into dist/tarballs/, as it would be published.
import { cpSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { install, root } from "./install.mjs";

install();
const { run } = await import("./launcher/run.mjs");
const { bundle, bundleAlone, bundleCommands, copyTypes } = await import("./packages/bundle.mjs");
const { publishedExport, publishedManifest, publishedPackages, staging, tarballs } = await import("./packages/layout.mjs");

const tsc = join(root, "node_modules/typescript/bin/tsc");
const typed = await run(process.execPath, [tsc, "-b", ...publishedPackages().map(({ folder }) => join(root, folder))]);
if (typed !== 0) process.exit(typed);
await (await import("../packages/report/build/page.mjs")).buildPage();
for (const folder of [staging, tarballs]) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}
for (const each of publishedPackages()) process.exitCode = (await build(each)) || process.exitCode;

/** @returns npm's exit code */
async function build(each) {
  const files = [...(await bundle(each)), ...(await bundleAlone(each))];
  const alone = files.filter(({ fileName, type }) => type === "chunk" && startsByItself(each, fileName)).map(({ fileName }) => `./dist/${fileName}`);
  copyTypes(each);
  const own = join(root, each.folder);
  for (const name of each.beside) cpSync(join(own, name), join(each.stage, name), { recursive: true, filter: (path) => !/\.m[jt]s$/.test(path) });
  await bundleCommands(each);
  for (const name of ["LICENSE", "NOTICE.md"]) cpSync(join(root, name), join(each.stage, name));
  if (existsSync(join(own, "README.md"))) cpSync(join(own, "README.md"), join(each.stage, "README.md"));
  writeFileSync(join(each.stage, "package.json"), `${JSON.stringify(publishedManifest(each, alone.length === 0 ? false : alone), null, 2)}\n`);
  const code = await run("npm", ["pack", "--silent", "--pack-destination", tarballs], { cwd: each.stage, shell: process.platform === "win32", stdio: ["ignore", "ignore", "inherit"] });
  const { name, version } = each.manifest;
  const { size } = statSync(join(tarballs, `${name.replace("@", "").replace("/", "-")}-${version}.tgz`));
  console.log(`${`${name}@${version}`.padEnd(26)} ${(size / 1000).toFixed(0).padStart(5)} kB`);
  return code;
}

/** Programs and workers: whatever is neither exported nor shared by others, and threads; and what is loaded for its effect. */
function startsByItself({ exports, effects = [] }, fileName) {
  return effects.includes(fileName.replace(/\.js$/, "")) || fileName === "thread.js" || !fileName.startsWith("shared_") && !JSON.stringify(exports.map(([, target]) => publishedExport(target))).includes(`/dist/${fileName}"`);
}
