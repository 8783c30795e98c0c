// What `camlucida tune` measured, kept for one adapter: <cache>/tuning/<adapter>.json.
import { type AdapterReport, algorithmNames, type AlgorithmSelector, fromTuning, type Tuning } from "@camlucida/tensor";
import { cacheFolder } from "@camlucida/weights";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import packageJson from "../../package.json" with { type: "json" };
import { writeWhole } from "../files/outputs.ts";

interface Stored {
  readonly version: string; // of this program: another one's kernels have other times
  readonly adapter: string;
  readonly layers: Tuning;
}

/** @param folder where everything is kept */
export function tuningPath(report: AdapterReport, folder: string): string {
  const slug = adapterOf(report).toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  return join(folder, "tuning", `${slug}.json`);
}

/** What was measured on this adapter by this version; nothing where there is no such file, or it is damaged: then all is as usual. */
export async function readTuning(report: AdapterReport, path: string): Promise<Tuning | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const stored = JSON.parse(text) as Partial<Stored> | null;
    if (stored?.version !== packageJson.version || stored.adapter !== adapterOf(report)) return undefined;
    return Object.fromEntries(Object.entries(stored.layers ?? {}).filter(([, name]) => algorithmNames.includes(name)));
  } catch {
    return undefined;
  }
}

/** How to convolve on this adapter; undefined where it was never tuned, or no folder is known in which that would be kept. */
export async function tuningFor(report: AdapterReport): Promise<AlgorithmSelector | undefined> {
  const folder = folderKnown();
  const tuning = folder === undefined ? undefined : await readTuning(report, tuningPath(report, folder));
  return tuning && fromTuning(tuning);
}

function folderKnown(): string | undefined {
  try {
    return cacheFolder(process.env, process.platform);
  } catch {
    return undefined; // there is no home
  }
}

/** Adds to what was measured before, for other networks. @throws OutputError */
export async function writeTuning(report: AdapterReport, path: string, tuning: Tuning): Promise<void> {
  const layers = { ...(await readTuning(report, path)), ...tuning };
  const stored: Stored = { version: packageJson.version, adapter: adapterOf(report), layers };
  await writeWhole(path, new TextEncoder().encode(`${JSON.stringify(stored, null, 2)}\n`), "always");
}

const adapterOf = ({ name, backend }: AdapterReport): string => `${name} (${backend})`;
