// `npm run weights -- <name>…`: installs what is missing, then obtains models ahead of time.
import { install } from "./install.mjs";

install();
process.chdir(process.env.INIT_CWD ?? process.cwd());
const { runProgram } = await import("../apps/cli/bin/deno.mjs");
process.exitCode = await runProgram(new URL("../apps/cli/src/weights/main.ts", import.meta.url), process.argv.slice(2));
