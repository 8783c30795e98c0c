// Opening a source beside the page, and closing it.
import type { Signal } from "@preact/signals";
import { EngineError } from "../engine/calls.ts";
import { openArchive, type SourceArchive } from "./archive.ts";
import { lineDefining } from "./definitions.ts";
import type { SourcePlace } from "./place.ts";

export interface ReadSources {
  readonly sources: SourceArchive;
  /** Shows the project's own source at the line that defines a name. */
  openSource(path: string, name: string): void;
  closeSource(): void;
}

interface Reading {
  readonly source: Signal<SourcePlace | undefined>;
  report(error: unknown): void;
}

export function readSources({ source, report }: Reading, sources: SourceArchive = openArchive(new URL("sources/", document.baseURI))): ReadSources {
  const open = async (path: string, name: string): Promise<void> => {
    const line = lineDefining(await sources.textOf(path), name);
    if (line === undefined) throw new EngineError("source-unknown", `${path}: defines no ${name}.`);
    source.value = { path, line };
  };
  return {
    sources,
    openSource: (path, name) => void open(path, name).catch(report),
    closeSource: () => { source.value = undefined; },
  };
}
