// The names of all results, before any work: two results never have one name, and none takes the place of a photograph.
import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { OutputError } from "../errors/errors.ts";
import { type Input, nameOf } from "./inputs.ts";
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
  /** After the last input, where files may be replaced. @throws OutputError "output-is-input" */
  refuseReplaced(): void;
  /** The folders of results, as far as they are known. */
  folders(): Iterable<string>;
  /** Identities, where files may be replaced: `guardOf` makes a guard of them for the names that are known later. */
  readonly photographs: ReadonlySet<string>;
}

/** @param replaces whether files that exist may be replaced: only then must photographs be known by more than their names */
export function openPlan(templates: readonly string[], replaces: boolean): Plan {
  const owners = new Map<string, Input>(); // of a result's path
  const names = new Set<string>(); //         the photographs' paths
  const photographs = new Set<string>();
  return {
    photographs,
    folders: () => new Set([...owners.keys()].filter((path) => path !== toStdout).map((path) => dirname(path))),
    take: (input) => {
      if (input.kind === "unusable" || input.kind === "left-out") return input;
      if (input.kind === "file") {
        names.add(resolve(input.path));
        if (replaces) photographs.add(identityOf(input.path));
        if (owners.has(resolve(input.path))) throw isInput(input.path);
      }
      const named = templates.some((template) => template.includes(nameField)) ? withFreeName(input, templates, owners) : input;
      for (const template of templates) claim(named, template, owners, names);
      return named;
    },
    refuseReplaced: () => {
      const guard = guardOf(photographs);
      for (const path of owners.keys()) guard(path);
    },
  };
}

function claim(input: Input, template: string, owners: Map<string, Input>, names: ReadonlySet<string>): void {
  const path = template === toStdout ? toStdout : resolve(fillTemplate(template, input));
  const owner = owners.get(path);
  if (owner !== undefined) throw conflict(owner, input, template, path);
  owners.set(path, input);
  if (names.has(path) && !namesMaps(template)) throw isInput(path);
}

/** "IMG_1", else "IMG_1.png", else "IMG_1.png.2", … */
function withFreeName<Taken extends Input>(input: Taken, templates: readonly string[], owners: ReadonlyMap<string, Input>): Taken {
  const byDefault = templates.filter((template) => template.includes(nameField));
  const isFree = (candidate: Input): boolean => byDefault.every((template) => !owners.has(resolve(fillTemplate(template, candidate))));
  const { stem, ext } = partsOf(input);
  const long = ext === "" ? stem : `${stem}.${ext}`;
  let candidate = input;
  for (let count = 1; !isFree(candidate); count++) candidate = { ...input, name: count === 1 ? long : `${long}.${count}` };
  return candidate;
}

function conflict(owner: Input, input: Input, template: string, path: string): OutputError {
  if (template === toStdout) {
    return new OutputError("output-conflict",
      "--out -: standard output holds one picture, and several were given. Give one, or use a name such as '{dir}/{stem}.cam.png'.");
  }
  if (owner === input) return new OutputError("output-conflict", `Two results of ${nameOf(input)} would both become ${path}. Give them different names.`);
  return new OutputError("output-conflict",
    `${nameOf(owner)} and ${nameOf(input)} would both become ${path}. Put {dir}, {stem} and {ext} into ${JSON.stringify(template)}.`);
}

/** @param photographs identities, as `Plan` has them */
export function guardOf(photographs: ReadonlySet<string>): Guard {
  return (path) => {
    if (photographs.size > 0 && photographs.has(identityOf(path))) throw isInput(path);
  };
}

const isInput = (path: string): OutputError => new OutputError("output-is-input",
  `${path} is one of the photographs; it was left as it is. Choose another name with --out.`);

/** Equal for two names of one file, be it by a link, another spelling or the case of its letters. */
function identityOf(path: string): string {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return ino === 0n ? resolve(path) : `${dev}:${ino}`;
  } catch {
    return resolve(path);
  }
}
