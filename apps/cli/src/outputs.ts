// Results on their way out: to standard output, or to files that were free before the work began.
import type { Options } from "./arguments.ts";
import { OutputError } from "./errors.ts";
import type { Input } from "./files/inputs.ts";
import { fillTemplate, namesMaps, toStdout } from "./files/template.ts";
import { exists, refuseExisting, writeWhole } from "./files/write.ts";
import type { Guard } from "./files/plan.ts";
import type { Sink } from "./files/stdout.ts";

/** Where results go, and what they may not replace. */
export interface Outlet {
  readonly options: Options;
  readonly guard: Guard;
  readonly stdout: Sink;
}

/** The names of everything that a run writes. */
export function templatesOf({ out, raw, mask, sheet, curves }: Options): string[] {
  return [out, raw, mask, sheet, curves].filter((template) => template !== undefined);
}

/** Refuses before the long work what would be refused after it. @throws OutputError "output-exists" */
export async function refuseKnownOutputs(input: Input, options: Options): Promise<void> {
  if (options.force || options.skipExisting) return;
  for (const template of templatesOf(options)) {
    if (template === toStdout || namesMaps(template)) continue;
    await refuseExisting(fillTemplate(template, input));
  }
}

/** Whether a result is there already and is to be left as it is: then nobody need make it. */
export async function isKept(path: string, { options }: Outlet): Promise<boolean> {
  return options.skipExisting && path !== toStdout && exists(path);
}

/** @throws OutputError */
export async function writeResult(path: string, bytes: Uint8Array, { options, guard, stdout }: Outlet): Promise<void> {
  if (path === toStdout) {
    if (await stdout.write(bytes)) return;
    throw new OutputError("output-closed", "The reader of standard output went away before the picture was written.");
  }
  guard(path);
  await writeWhole(path, bytes, options.force ? "always" : "never");
}
