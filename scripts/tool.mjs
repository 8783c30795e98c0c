// `npm run lint`, `build` and `check`: installs what is missing, then runs a tool that npm installed, with the words behind its name.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { install, root } from "./install.mjs";

install();
const { run } = await import("./launcher/run.mjs");
const [name, ...words] = process.argv.slice(2);
const folder = join(root, "node_modules", name);
const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
process.exitCode = await run(process.execPath, [join(folder, typeof bin === "string" ? bin : bin[name]), ...words], { cwd: root });
