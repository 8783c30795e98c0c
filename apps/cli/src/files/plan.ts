// The names of all results, before any work: two results never have one name, and none takes the place of a photograph. A name takes a
// few bytes here (name_table.ts), so that a million are no burden.
import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { OutputError } from "../errors/errors.ts";
import { type Input, nameOf } from "./inputs.ts";
import { hasName, NameMap, NameSet } from "./name_table.ts";
import { fillTemplate, nameField, namesMaps, partsOf, toStdout } from "./template.ts";

/** @throws OutputError "output-is-input" for a path that is one of the photographs. */
export type Guard = (path: string) => void;

export interface Plan {
  /**
   * The next input, with a name of its own for results that are called by the default: the second of two photographs of one stem
   * gets its extension into it.
   * @throws OutputError "output-conflict" naming both inputs, or "output-is-input": for names that can be known before the maps are
   */
  take(input: Input): Input;
  /** The folders of results that have become known since this was asked last. */
  newFolders(): string[];
}

/** What of the inputs is remembered. */
interface Claims {
  readonly owners: NameMap; // of a result's path: which input, by number
  readonly photographs: NameSet; // their paths
  readonly names: string[]; // of the first inputs, for messages
  taken: number; // inputs
}

const namedInMessages = 10_000; // inputs

/** @param guard of photographs, where files may be replaced: only then must these be known by more than their names */
export function openPlan(templates: readonly string[], guard: Guard): Plan {
  const claims: Claims = { owners: new NameMap(), photographs: new NameSet(), names: [], taken: 0 };
  const byDefault = templates.filter((template) => template.includes(nameField));
  const folders = new NameSet();
  let newFolders: string[] = [];
  return {
    newFolders: () => {
      const found = newFolders;
      newFolders = [];
      return found;
    },
    take: (input) => {
      if (input.kind === "unusable" || input.kind === "left-out") return input;
      if (input.kind === "file") {
        claims.photographs.add(resolve(input.path));
        if (claims.owners.has(resolve(input.path))) throw isInput(input.path);
      }
      const named = byDefault.length > 0 ? withFreeName(input, byDefault, claims.owners) : input;
      if (claims.names.length < namedInMessages) claims.names.push(nameOf(input));
      for (const template of templates) {
        const path = claim(named, template, claims);
        if (path === toStdout) continue;
        guard(path);
        if (folders.add(dirname(path))) newFolders.push(dirname(path));
      }
      claims.taken++;
      return named;
    },
  };
}

/** @returns the result's path */
function claim(input: Input, template: string, { owners, photographs, names, taken }: Claims): string {
  const path = template === toStdout ? toStdout : resolve(fillTemplate(template, input));
  const owner = owners.get(path);
  if (owner !== undefined) throw owner === taken ? conflictWithin(input, path) : conflict(names[owner] ?? "Another photograph", input, template, path);
  owners.set(path, taken);
  if (photographs.has(path) && !namesMaps(template)) throw isInput(path);
  return path;
}

/** "IMG_1", else "IMG_1.png", else "IMG_1.png.2", … */
function withFreeName<Taken extends Input>(input: Taken, byDefault: readonly string[], owners: NameMap): Taken {
  const isFree = (candidate: Input): boolean => byDefault.every((template) => !owners.has(resolve(fillTemplate(template, candidate))));
  const { stem, ext } = partsOf(input);
  const long = ext === "" ? stem : `${stem}.${ext}`;
  let candidate = input;
  for (let count = 1; !isFree(candidate); count++) candidate = { ...input, name: count === 1 ? long : `${long}.${count}` };
  return candidate;
}

const conflictWithin = (input: Input, path: string): OutputError => new OutputError("output-conflict",
  `Two results of ${nameOf(input)} would both become ${path}. Give them different names.`);

function conflict(owner: string, input: Input, template: string, path: string): OutputError {
  if (template === toStdout) {
    return new OutputError("output-conflict",
      "--out -: standard output holds one picture, and several were given. Give one, or use a name such as '{dir}/{stem}.cam.png'.");
  }
  return new OutputError("output-conflict",
    `${owner} and ${nameOf(input)} would both become ${path}. Put {dir}, {stem} and {ext} into ${JSON.stringify(template)}.`);
}

/** @param photographs identities, as census.ts collects them; empty where no file may be replaced */
export function guardOf(photographs: Uint32Array): Guard {
  return (path) => {
    if (photographs.length > 0 && hasName(photographs, identityOf(path))) throw isInput(path);
  };
}

const isInput = (path: string): OutputError => new OutputError("output-is-input",
  `${path} is one of the photographs; it was left as it is. Choose another name with --out.`);

/** Equal for two names of one file, be it by a link, another spelling or the case of its letters. */
export function identityOf(path: string): string {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return ino === 0n ? resolve(path) : `${dev}:${ino}`;
  } catch {
    return resolve(path);
  }
}
