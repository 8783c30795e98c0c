// `npm run bench -- [options]`: installs the peers into bench/ where they are missing, then measures. See bench/src/options.ts.
import { join } from "node:path";
import { install, installInto, root } from "./install.mjs";

install();
const { denoBinary, run } = await import("./launcher/deno.mjs");
const options = process.argv.slice(2);
if (!options.includes("--help")) installInto("bench", "the peers");
process.exitCode = options.includes("--page")
  ? await run(process.execPath, [join(root, "bench/browser.mjs")])
  : await run(denoBinary(), ["run", "-A", "--quiet", "--no-lock", "--node-modules-dir=manual", join(root, "bench/src/main.ts"), ...options]);
