// Runs a workspace's tests, from that workspace's folder, in one of the runtimes that the engine is for:
//   deno      with Deno's WebGPU (wgpu)
//   command   the same, of the command line as a process: apart, so that it runs beside the whole networks
//   node      without WebGPU: the CPU road
//   chromium  with the browser's WebGPU (Dawn)
//   page      in Node, which drives Chromium through the page
// What follows the runtime goes to Vitest: `node ../../scripts/vitest.mjs deno src/ops/conv`.
import { fileURLToPath } from "node:url";
import { denoBinary, run } from "./launcher/deno.mjs";
import { chromium } from "./system.mjs";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const vitest = path("../node_modules/vitest/vitest.mjs");

const runtimes = {
  deno: { command: [denoBinary(), "run", "-A"], config: "../vitest.config.ts", env: {} },
  command: { command: [denoBinary(), "run", "-A"], config: "../vitest.config.ts", env: {} },
  node: { command: [process.execPath], config: "../vitest.config.ts", env: { CAMLUCIDA_GPU: "none" } },
  page: { command: [process.execPath], config: "../vitest.page.config.ts", env: { CHROMIUM: chromium() } },
  chromium: { command: [process.execPath], config: "../vitest.browser.config.ts", env: { CHROMIUM: chromium() } },
};

const [name, ...vitestArguments] = process.argv.slice(2);
const runtime = runtimes[name];
if (!runtime) throw new Error(`"${name}" is no runtime; there are ${Object.keys(runtimes).join(", ")}.`);

const [binary, ...options] = runtime.command;
const reports = ["--reporter=default", "--reporter=json", `--outputFile.json=dist/test-report.${name}.json`];
const where = ["run", "--config", path(runtime.config), "--root", ".", ...reports];
process.exitCode = await run(binary, [...options, vitest, ...where, ...vitestArguments], { env: runtime.env });
