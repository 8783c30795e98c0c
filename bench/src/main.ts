// `npm run bench`: measures, prints tables and, with --write, keeps them in docs/speed.*. See options.ts.
import process from "node:process";
import { measureCases } from "./cases.ts";
import { measureCommand } from "./command/measure_command.ts";
import type { Entry } from "./contenders/index.ts";
import { findPytorch, pytorchGuest, type PyTorch } from "./contenders/pytorch.ts";
import { measureInBrowser } from "./in_browser.ts";
import { measureLayers } from "./layers/measure_layers.ts";
import { machineOf } from "./machine.ts";
import type { Guest } from "./measure.ts";
import { help, optionsOf, type BenchOptions } from "./options.ts";
import { denoGuest } from "./process_guest.ts";
import { sectionsOf, type Known } from "./reports/document.ts";
import { write } from "./reports/write.ts";

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
