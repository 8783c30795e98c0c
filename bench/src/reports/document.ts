// Keeps what was measured: docs/speed.RUNTIME.json with every raw time, .svg with the bars, and docs/speed.md, made of
// what is known of every runtime.
import { readFile, writeFile } from "node:fs/promises";
import type { Runtime } from "../contenders/index.ts";
import { type Case, keyOf, processorsOf, titleOf, wordsOf } from "./case.ts";
import { type CommandReport, commandSectionOf } from "./command_report.ts";
import { type LayerReport, layerSectionOf } from "./layer_report.ts";
import { plotOf } from "./plot.ts";
import { markdown, tableOf } from "./table.ts";

/** Everything measured in one runtime. */
export interface Known {
  readonly cases: readonly Case[];
  readonly layers?: readonly LayerReport[];
  readonly commands?: readonly CommandReport[];
}

const introduction = `# Speed

Written by \`npm run bench -- --write\`: medians, quartiles and ratios of rounds in which the engines take turns. All of them
compute the same network (batch-norm folded in) with the same seeded weights on the same image, on the same adapter; who differs by
more than 1e-3 of the largest value is not timed. Each lives in a process (in the browser: a worker) of its own.

- **Forward**: from pixels as numbers to logits as numbers, copies to and from the GPU included.
- **From a photograph to its map**: 640×480 RGBA → 224×224 normalised → the class activation map of the best class, over the photograph.
  For the peers the preprocessing, the map and its enlargement are the same plain JavaScript as ours.
- **An .onnx file opened**: from its bytes in memory to the first logits, the engine's code and its device at hand; some engines leave work for the first run.
- **First result, cold**: a fresh process loads the engine's code, opens the network and answers; in the browser the code comes from a
  development server. What an engine's users have on disk, such as an .onnx file, is made before. **Warm**: the network closed, and
  opened again in the same process.
- **Peak memory**: of the whole process, with the runtime and the weights in JavaScript, which is the same for all.
- **Cores busy**: processor time by time passed.
- **The command line**: whole processes, from the command to their end; a folder's first forty pictures do not count.
- onnxruntime-node and PyTorch are native code, no peers: how far WebAssembly is from what the processor can do.

Raw times: [speed.deno.json](speed.deno.json), [speed.chromium.json](speed.chromium.json).
`;

function documentOf(known: ReadonlyMap<Runtime, Known>): string {
  const parts = [...known].map(([runtime, there]) => [
    `## ${runtime}\n`,
    `![Bars of medians in ${runtime}](speed.${runtime.toLowerCase()}.svg)\n`,
    ...sectionsOf(there),
  ].join("\n"));
  return [introduction, ...parts].join("\n");
}

export const sectionsOf = ({ cases, layers = [], commands = [] }: Known): string[] => [...cases.map(sectionOf), ...layers.map(layerSectionOf), ...commands.map(commandSectionOf)];

const sectionOf = (one: Case): string => `### ${titleOf(one)}: ${processorsOf(one.results).join("; ")}\n\n${markdown(tableOf(one))}\n\n${wordsOf(one.machine, one.date)}\n`;

const file = (name: string): URL => new URL(`../../../docs/${name}`, import.meta.url);

/** A case measured before stays, unless it was measured again. */
export async function write(runtime: Runtime, { cases, layers = [], commands = [] }: Known): Promise<void> {
  const before = await read(runtime);
  const known: Known = { cases: mergedCases(before.cases, cases), layers: mergedLayers(before.layers ?? [], layers), commands: mergedCommands(before.commands ?? [], commands) };
  await writeFile(file(`speed.${runtime.toLowerCase()}.json`), `${JSON.stringify(known, rounded, 1)}\n`);
  await writeFile(file(`speed.${runtime.toLowerCase()}.svg`), plotOf(known.cases));
  const all = new Map<Runtime, Known>();
  for (const one of ["Deno", "Chromium"] as const) {
    const there = await read(one);
    if (sectionsOf(there).length > 0) all.set(one, there);
  }
  await writeFile(file("speed.md"), documentOf(all));
}

async function read(runtime: Runtime): Promise<Known> {
  try {
    return JSON.parse(await readFile(file(`speed.${runtime.toLowerCase()}.json`), "utf8")) as Known;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { cases: [] };
    throw error;
  }
}

function mergedCases(before: readonly Case[], now: readonly Case[]): Case[] {
  const measured = new Set(now.flatMap((one) => one.results.map((result) => keyOf(one, result))));
  const still = before.map((one) => ({ ...one, results: one.results.filter((result) => !measured.has(keyOf(one, result))) }));
  const order = ({ model, task, batch, results }: Case): string => `${model} ${task} ${batch} ${processorsOf(results).includes("GPU") ? 0 : 1}`;
  return [...still.filter(({ results }) => results.length > 0), ...now].toSorted((a, b) => order(a).localeCompare(order(b), "en", { numeric: true }));
}

function mergedLayers(before: readonly LayerReport[], now: readonly LayerReport[]): LayerReport[] {
  return [...new Map([...before, ...now].map((report) => [`${report.model} ${report.batch}`, report])).values()];
}

const mergedCommands = (before: readonly CommandReport[], now: readonly CommandReport[]): CommandReport[] =>
  [...new Map([...before, ...now].map((report) => [report.model, report])).values()];

/** Microseconds are enough. */
const rounded = (_: string, part: unknown): unknown => (typeof part === "number" && !Number.isInteger(part) && Math.abs(part) > 1 ? Math.round(part * 1000) / 1000 : part);
