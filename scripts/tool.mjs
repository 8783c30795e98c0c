// Installs what is missing, then runs a tool that npm installed (`npm run lint`, `build`, `check`) or a program of this
// repository, in Deno (`npm run lab`, `judge`, `pictures`, `memory`), with the words behind its name.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { install, root } from "./install.mjs";

install();
const { denoBinary, run } = await import("./launcher/deno.mjs");
const [name, ...words] = process.argv.slice(2);
process.exitCode = await (name.endsWith(".ts")
  ? run(denoBinary(), ["run", "-A", "--quiet", "--no-lock", "--node-modules-dir=manual", join(root, name), ...words])
  : run(process.execPath, [installed(name), ...words], { cwd: root }));

/** The file that a package's command is. */
function installed(name) {
  const folder = join(root, "node_modules", name);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof bin === "string" ? bin : bin[name]);
}
