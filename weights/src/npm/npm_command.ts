// How to start npm on this machine.
import { basename } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** A program and its first arguments. */
export interface NpmCommand {
  readonly program: string;
  readonly first: readonly string[];
  /** Windows runs `npm.cmd` through its shell only. */
  readonly shell: boolean;
}

/** The npm that started us, run by its own Node; else the `npm` on the PATH. */
export function npmCommand(environment: Environment, platform: string): NpmCommand {
  const script = environment["npm_execpath"];
  // yarn and pnpm set npm_execpath too, to themselves; their `pack` does something else.
  if (script !== undefined && basename(script) === "npm-cli.js") {
    return { program: environment["npm_node_execpath"] ?? "node", first: [script], shell: false };
  }
  return { program: "npm", first: [], shell: platform === "win32" };
}

/** What npm may see: everything except the dynamic linker's variables, which Deno hands on to no child. */
export function npmEnvironment(environment: Environment): Record<string, string> {
  const kept = Object.entries(environment).filter(([name]) => !/^(LD|DYLD)_/.test(name));
  return Object.fromEntries(kept.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
