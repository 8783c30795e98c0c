// What a run left behind, held against what it should be.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** File names → their bytes. */
export async function bytesIn(folder: string): Promise<Map<string, Buffer>> {
  const names: string[] = await readdir(folder).catch(() => []);
  return new Map(await Promise.all(names.toSorted().map(async (name) => [name, await readFile(join(folder, name))] as const)));
}

const isTemporary = (name: string): boolean => name.startsWith(".camlucida-");

export interface Comparison {
  readonly same: number; // results that are there, byte for byte
  readonly missing: readonly string[];
  readonly different: readonly string[]; // half or wrong
  readonly temporary: readonly string[];
}

export function compare(found: ReadonlyMap<string, Buffer>, whole: ReadonlyMap<string, Buffer>): Comparison {
  const temporary = [...found.keys()].filter(isTemporary);
  const results = [...found].filter(([name]) => !isTemporary(name));
  const different = results.filter(([name, bytes]) => whole.get(name)?.equals(bytes) !== true).map(([name]) => name);
  return { same: results.length - different.length, missing: [...whole.keys()].filter((name) => !found.has(name)), different, temporary };
}

/** What a journal says. */
export interface Told {
  readonly done: readonly string[]; // images, one entry for each line
  readonly failed: number; // lines
  readonly runs: number; // lines
  readonly end: { readonly inputs: number; readonly failed: number } | undefined; // if it is the last line
}

/** Of whole lines; one that was cut in half is none. */
export async function toldIn(path: string): Promise<Told> {
  const text = await readFile(path, "utf8").catch(() => "");
  const lines = text.split("\n").slice(0, -1).map((line) => JSON.parse(line) as { image?: string; ok?: boolean; run?: object; end?: Told["end"] });
  return {
    done: lines.flatMap(({ image, ok }) => (image !== undefined && ok === true ? [image] : [])),
    failed: lines.filter(({ ok }) => ok === false).length,
    runs: lines.filter(({ run }) => run).length,
    end: lines.at(-1)?.end,
  };
}
