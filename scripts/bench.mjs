// `npm run bench -- [options]`: installs the peers into bench/ where they are missing, then measures. See bench/src/options.ts. With --hardware
// nothing is installed: the folder that --pack made has everything.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { install, installInto, root } from "./install.mjs";

const options = process.argv.slice(2);
if (options.includes("--hardware")) process.exit(onHardware(options));

install();
const { denoBinary, run } = await import("./launcher/deno.mjs");
if (!options.includes("--help")) installInto("bench", "the peers");
if (options.includes("--pack")) await (await import("./hardware/pack.mjs")).pack();
else process.exitCode = options.includes("--page")
  ? await run(process.execPath, [join(root, "bench/browser.mjs")])
  : await run(denoBinary(), ["run", "-A", "--quiet", "--no-lock", "--node-modules-dir=manual", join(root, "bench/src/main.ts"), ...options]);

/** @returns the exit code */
function onHardware(words) {
  const program = join(root, "bench/hardware/run.sh");
  if (!existsSync(program)) {
    process.stderr.write("There is no bench/hardware/. Make it where there is a network: npm run bench -- --pack\n");
    return 2;
  }
  const given = words.filter((word) => word !== "--hardware");
  return spawnSync("sh", [program, "--out", join(root, "bench/hardware/results"), ...given], { stdio: "inherit" }).status ?? 1;
}
