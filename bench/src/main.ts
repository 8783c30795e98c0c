// `npm run bench`: measures, prints tables and, with --write, keeps them in docs/speed.*. See options.ts.
import { spawn } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { Entry } from "./contenders/index.ts";
import { findPytorch, type PyTorch, pytorchGuest } from "./contenders/pytorch.ts";
import { type Chosen, type Guest, measureCases } from "./measure.ts";
import { measureCommand } from "./measure_command.ts";
import { measureLayers } from "./measure_layers.ts";
import { type BenchOptions, help, optionsOf } from "./options.ts";
import { denoGuest } from "./process_guest.ts";
import { type Case, machineOf } from "./reports/case.ts";
import { type Known, sectionsOf, write } from "./reports/document.ts";

const options = understood(process.argv.slice(2));
if (options.help) {
  process.stdout.write(help);
  process.exit(0);
}
const runtime = options.browser ? "Chromium" : "Deno";
const known = await (options.layers ? layersOf(options) : options.command ? commandsOf(options) : casesOf(options));
process.stdout.write(sectionsOf(known).join("\n"));
if (options.write) await write(runtime, known);
process.exit(0); // the adapter that was asked for its name would hold the process

/** The options; where they are wrong, says how, shows which there are and ends the process. */
function understood(words: readonly string[]): BenchOptions {
  try {
    return optionsOf(words);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${help}`);
    process.exit(2);
  }
}

async function casesOf(options: BenchOptions): Promise<Known> {
  if (options.browser) return { cases: await measureInBrowser(options) };
  const pytorch = findPytorch();
  const contenders = options.contenders.filter((id) => pytorch || !id.startsWith("pytorch"));
  const machine = await machineOf(runtime, pytorch === undefined ? {} : { PyTorch: pytorch.version });
  return { cases: await measureCases(machine, { ...options, contenders }, (entry) => guestFor(entry, pytorch), (doing) => void process.stderr.write(`${doing}\n`)) };
}

function guestFor({ load, on }: Entry, pytorch: PyTorch | undefined): Guest {
  if (load || !pytorch) return denoGuest();
  return pytorchGuest(pytorch, on === "CPU, one thread" ? 1 : navigator.hardwareConcurrency);
}

async function layersOf({ models, batches, rounds }: BenchOptions): Promise<Known> {
  const layers = [];
  for (const model of models) for (const batch of batches) layers.push(await measureLayers(model, batch, rounds));
  return { cases: [], layers };
}

async function commandsOf({ models, pictures, only, rounds }: BenchOptions): Promise<Known> {
  const devices = (["cpu", "gpu"] as const).filter((device) => only.length === 0 || only.some((part) => part.toLowerCase() === device));
  const commands = [];
  for (const model of models) commands.push(await measureCommand(model, pictures, devices, rounds, (doing) => void process.stderr.write(`${doing}\n`)));
  return { cases: [], commands };
}

/** The same measurement in Chromium: browser.mjs serves the page and drives it, in Node. */
function measureInBrowser(chosen: Chosen): Promise<Case[]> {
  const program = fileURLToPath(new URL("../browser.mjs", import.meta.url));
  const child = spawn("node", [program, JSON.stringify(chosen)], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => { text += part; });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(JSON.parse(text) as Case[]);
      else reject(new Error(`bench/browser.mjs ended with ${code}. Is there a Chromium? CHROMIUM can name it.`));
    });
  });
}
