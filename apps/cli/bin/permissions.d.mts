/** What a command may touch. */
export interface Needs {
  readonly read: readonly string[]; // files and folders
  readonly write: readonly string[]; // folders
  readonly servers: readonly string[]; // "host:port", of pictures that have an address, and of a queue
  readonly anywhere: readonly ("read" | "write")[]; // what must be possible everywhere: pictures are named by standard input
  /** Whether npm may be started and the download server asked. */
  readonly obtains: boolean;
}

/** Of a command with these words behind the program's name. The surroundings are a test's. */
export function needsOf(words: readonly string[], surroundings?: { environment?: Readonly<Record<string, string | undefined>>; platform?: string; obtains?: boolean }): Needs;
/** The needs as Deno's flags. */
export function flagsFor(needs: Needs): string[];
