// Results on their way out: to standard output, or to files that were free before the work began.
import type { OutputOptions } from "../arguments/options.ts";
import { OutputError } from "../errors/errors.ts";
import type { Input } from "./inputs.ts";
import { fillTemplate, namesMaps, toStdout } from "./template.ts";
import { exists, refuseExisting, writeWhole } from "./write.ts";
import type { Guard } from "./plan.ts";
import type { Sink } from "./stdout.ts";

/** Where results go, and what they may not replace. */
export interface Outlet {
  readonly outputs: OutputOptions;
  readonly guard: Guard;
  readonly stdout: Sink;
}

/** The names of everything that a run writes. */
export function templatesOf({ out, raw, mask, sheet, curves }: OutputOptions): string[] {
  return [out, raw, mask, sheet, curves].filter((template) => template !== undefined);
}

/** Refuses before the long work what would be refused after it. @throws OutputError "output-exists" */
export async function refuseKnownOutputs(input: Input, outputs: OutputOptions): Promise<void> {
  if (outputs.force || outputs.skipExisting) return;
  for (const template of templatesOf(outputs)) {
    if (template === toStdout || namesMaps(template)) continue;
    await refuseExisting(fillTemplate(template, input));
  }
}

/** Whether a result is there already and is to be left as it is: then nobody need make it. */
export async function isKept(path: string, { outputs }: Outlet): Promise<boolean> {
  return outputs.skipExisting && path !== toStdout && exists(path);
}

/** @throws OutputError */
export async function writeResult(path: string, bytes: Uint8Array, { outputs, guard, stdout }: Outlet): Promise<void> {
  if (path === toStdout) {
    if (await stdout.write(bytes)) return;
    throw new OutputError("output-closed", "The reader of standard output went away before the picture was written.");
  }
  guard(path);
  await writeWhole(path, bytes, outputs.force ? "always" : "never");
}
