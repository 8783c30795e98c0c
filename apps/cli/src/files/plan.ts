// Before any work: would two results have one name, or a result replace a photograph?
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { OutputError } from "../errors.ts";
import { type Input, nameOf } from "./inputs.ts";
import { fillTemplate, namesMaps, toStdout } from "./template.ts";

/** Throws OutputError "output-is-input" for a path that is one of the photographs. */
export type Guard = (path: string) => Promise<void>;

/**
 * Looks at all names that can be known before the maps are.
 * @throws OutputError "output-conflict" naming both inputs, or "output-is-input".
 * @returns the photographs' identities, which `guardOf` makes a guard of for the names that are known later.
 */
export async function planOutputs(inputs: readonly Input[], templates: readonly string[]): Promise<ReadonlySet<string>> {
  const files = inputs.filter((input) => input.kind === "file");
  const photographs = new Set(await Promise.all(files.map((input) => identityOf(input.path))));
  const guard = guardOf(photographs);
  for (const template of templates) {
    refuseConflicts(inputs, template);
    if (template === toStdout || namesMaps(template)) continue;
    for (const input of inputs) await guard(fillTemplate(template, input));
  }
  return photographs;
}

function refuseConflicts(inputs: readonly Input[], template: string): void {
  const usable = inputs.filter((input) => input.kind !== "unusable");
  if (template === toStdout && usable.length > 1) {
    throw new OutputError("output-conflict",
      `--out -: standard output holds one picture, and ${usable.length} were given. ` +
      `Give one, or use a name such as '{dir}/{stem}.cam.png'.`);
  }
  const owners = new Map<string, Input>();
  for (const input of usable) {
    const path = resolve(fillTemplate(template, input));
    const owner = owners.get(path);
    if (owner !== undefined) {
      throw new OutputError("output-conflict",
        `${nameOf(owner)} and ${nameOf(input)} would both become ${path}. ` +
        `Put {dir}, {stem} and {ext} into ${JSON.stringify(template)}.`);
    }
    owners.set(path, input);
  }
}

/** @param photographs identities, as `planOutputs` returns them */
export function guardOf(photographs: ReadonlySet<string>): Guard {
  return async (path) => {
    if (!photographs.has(await identityOf(path))) return;
    throw new OutputError("output-is-input",
      `${path} is one of the photographs; it was left as it is. Choose another name with --out.`);
  };
}

/** Equal for two names of one file, be it by a link, another spelling or the case of its letters. */
async function identityOf(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found === undefined || found.ino === 0n ? resolve(path) : `${found.dev}:${found.ino}`;
}
