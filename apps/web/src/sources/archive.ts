// The project's sources as they travel with the page: text, compressed, in a few files by folder; fetched when the first
// of them is opened, kept by the service worker. build/sources_travel.mjs writes them.
import { EngineError } from "../engine/calls.ts";

export interface SourceArchive {
  /** Every source that travels. */
  paths(): Promise<ReadonlySet<string>>;
  /** @throws EngineError "source-unknown", "source-unreachable" */
  textOf(path: string): Promise<string>;
}

/** sources/index.json: of each file of the archive the sources that it holds. */
type Index = Readonly<Record<string, readonly string[]>>;

/** @param base URL of sources/ */
export function openArchive(base: URL, get: (url: URL) => Promise<Response> = (url) => fetch(url)): SourceArchive {
  const fetched = new Map<string, Promise<unknown>>();
  const read = async (file: string): Promise<unknown> => {
    const response = await get(new URL(file, base)).catch(() => undefined);
    if (!response?.ok) throw new EngineError("source-unreachable", `${file}: the page's sources cannot be fetched. Connect to a network, and open them again.`);
    return JSON.parse(await plain(await response.arrayBuffer()));
  };
  /** What could not be had is asked for again the next time. */
  const once = (file: string): Promise<unknown> => {
    const known = fetched.get(file) ?? read(file);
    fetched.set(file, known);
    known.catch(() => fetched.delete(file));
    return known;
  };
  const index = (): Promise<Index> => once("index.json") as Promise<Index>;
  return {
    paths: async () => new Set(Object.values(await index()).flat()),
    textOf: async (path) => {
      const [file] = Object.entries(await index()).find(([, paths]) => paths.includes(path)) ?? [];
      if (file === undefined) throw new EngineError("source-unknown", `${path}: no source of that name travels with this page, which may be newer or older than the link.`);
      const texts = await once(file) as Readonly<Record<string, string>>;
      return texts[path] ?? "";
    },
  };
}

/** A host may have uncompressed it already. */
async function plain(bytes: ArrayBuffer): Promise<string> {
  const [first, second] = new Uint8Array(bytes);
  if (first !== 0x1f || second !== 0x8b) return new TextDecoder().decode(bytes);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}
