// The runtimes that tests run in, each with the program that runs Vitest, its configuration and what it is told:
//   deno       with Deno's WebGPU (wgpu)
//   command    the same, of the command line as a process: apart, so that it runs beside the whole networks
//   node       without WebGPU: the way of the CPU
//   structure  the same, of what the repository's files must be: apart, so that it runs first
//   networks   the same, of whole networks: apart, so that they run last
//   chromium   with the browser's WebGPU (Dawn)
//   page       in Node, which drives Chromium through the page
import { fileURLToPath } from "node:url";
import { denoBinary } from "./launcher/deno.mjs";
import { chromium } from "./system.mjs";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

const inDeno = { command: () => [denoBinary(), "run", "-A"], config: "vitest.config.ts", env: () => ({}) };
const inNode = { command: () => [process.execPath], config: "vitest.config.ts", env: () => ({ CAMLUCIDA_GPU: "none" }) };
const inChromium = { command: () => [process.execPath], config: "vitest.browser.config.ts", env: () => ({ CHROMIUM: chromium() }) };

export const runtimes = {
  deno: inDeno, command: inDeno, node: inNode, structure: inNode, networks: inNode,
  chromium: inChromium, page: { ...inChromium, config: "vitest.page.config.ts" },
};

/** [program, its arguments, environment] of Vitest in a runtime, in the workspace that is the current folder. */
export function vitestIn(name, vitestArguments) {
  const runtime = runtimes[name];
  if (!runtime) throw new Error(`"${name}" is no runtime; there are ${Object.keys(runtimes).join(", ")}.`);
  const [binary, ...options] = runtime.command();
  const [mode, ...rest] = vitestArguments;
  return [binary, [...options, path("../node_modules/vitest/vitest.mjs"), mode, "--config", path(`../${runtime.config}`), "--root", ".", ...rest], runtime.env()];
}
