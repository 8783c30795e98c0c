// Keeps what was measured: docs/speed.RUNTIME.json with every raw time, .svg with the bars, and docs/speed.md of all runtimes.
import { readFile, writeFile } from "node:fs/promises";
import type { Runtime } from "../contenders/index.ts";
import { keyOf } from "./case.ts";
import { documentOf, type Known } from "./document.ts";
import { layerKeyOf } from "./layer_report.ts";
import { plotOf } from "./plot.ts";

const file = (name: string): URL => new URL(`../../../docs/${name}`, import.meta.url);

/** A case measured before stays, unless it was measured again. */
export async function write(runtime: Runtime, { cases, layers = [] }: Known): Promise<void> {
  const before = await read(runtime);
  const known: Known = { cases: merged(before.cases, cases, keyOf), layers: merged(before.layers ?? [], layers, layerKeyOf) };
  await writeFile(file(`speed.${runtime.toLowerCase()}.json`), `${JSON.stringify(known, rounded, 1)}\n`);
  await writeFile(file(`speed.${runtime.toLowerCase()}.svg`), plotOf(known.cases));
  const all = new Map<Runtime, Known>();
  for (const one of ["Deno", "Chromium"] as const) {
    const there = await read(one);
    if (there.cases.length + (there.layers ?? []).length > 0) all.set(one, there);
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

function merged<T>(before: readonly T[], now: readonly T[], key: (one: T) => string): T[] {
  const byKey = new Map([...before, ...now].map((one) => [key(one), one]));
  return [...byKey].toSorted(([a], [b]) => a.localeCompare(b, "en", { numeric: true })).map(([, one]) => one);
}

/** Microseconds are enough. */
const rounded = (_: string, part: unknown): unknown => (typeof part === "number" && !Number.isInteger(part) && Math.abs(part) > 1 ? Math.round(part * 1000) / 1000 : part);

