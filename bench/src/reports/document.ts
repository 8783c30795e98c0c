// Keeps what was measured: docs/speed.RUNTIME.json with every raw time, .svg with the bars, and in docs/speed.md, behind what is
// written there by hand, what is known of every runtime.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { between } from "../../../scripts/document.mjs";
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

function partsOf(known: ReadonlyMap<Runtime, Known>): string {
  return [...known].map(([runtime, there]) => [
    `## ${runtime}\n`,
    `![Bars of medians in ${runtime}](speed.${runtime.toLowerCase()}.svg)\n`,
    ...sectionsOf(there),
  ].join("\n")).join("\n");
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
  between(fileURLToPath(file("speed.md")), "measured", partsOf(all));
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
