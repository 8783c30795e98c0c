// Results on their way out: to standard output, or to files that were free before the work began. A file is written whole or not at all,
// and never in the place of something else unasked.
import { link, lstat, mkdir, open, readFile, rename, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import type { OutputOptions } from "../arguments/options.ts";
import { OutputError, outputError, systemCode } from "../errors/errors.ts";
import type { Input } from "./inputs.ts";
import { openTemporary } from "./locked_file.ts";
import type { Guard } from "./plan.ts";
import type { Sink } from "./stdout.ts";
import { fillTemplate, namesMaps, toStdout } from "./template.ts";

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
  if (outputs.force || outputs.skipExisting || outputs.existing === "same") return;
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
  if (!outputs.force && outputs.existing === "same" && await holds(path, bytes)) return;
  await writeWhole(path, bytes, outputs.force ? "always" : "never").catch(async (error: unknown) => {
    if (outputs.existing === "same" && await holds(path, bytes)) return; // another process was faster
    throw error;
  });
}

/** Whether a file of that name holds these bytes, and nothing else. */
async function holds(path: string, bytes: Uint8Array): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isFile() === true && found.size === bytes.length && (await readFile(path)).equals(bytes);
}

/** What to do where a file of that name exists. */
type Overwrite = "never" | "always";

/**
 * Writes `bytes` to a temporary file beside `path`, waits until they are on the disk, and gives it its name in one step.
 * Missing folders are made. Until that step, and after any failure, whatever stood at `path` stands there unchanged.
 * @throws OutputError "output-exists" (also if another program was faster), "output-disk-full", "output-unwritable".
 */
export async function writeWhole(path: string, bytes: Uint8Array, overwrite: Overwrite): Promise<void> {
  try {
    await makeFolder(dirname(path));
    const temporary = await openTemporary(dirname(path));
    try {
      await temporary.write(bytes);
      await (overwrite === "always" ? replace(temporary.path, path) : placeAnew(temporary.path, path));
    } finally {
      await temporary.remove();
    }
  } catch (error) {
    throw outputError(path, error);
  }
}

/** @throws OutputError "output-exists": to be asked before long work, so that nobody waits for a refusal. */
export async function refuseExisting(path: string): Promise<void> {
  if (await exists(path)) throw outputError(path, Object.assign(new Error("file exists"), { code: "EEXIST" }));
}

/** Whether the name is taken, be it by a link that leads nowhere. */
export const exists = (path: string): Promise<boolean> => lstat(path).then(() => true, () => false);

/** With those around it. @throws OutputError "output-unwritable" where a file has that name */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    if (systemCode(error) !== "EEXIST") throw error;
    throw new OutputError("output-unwritable",
      `${folder} is needed as a folder, and a file has that name. Choose another place with --out.`, { cause: error });
  });
}

/** Renaming replaces in one step; only a file may be replaced, never a device or a folder. */
async function replace(temporary: string, path: string): Promise<void> {
  const present = await lstat(path).catch(() => undefined);
  if (present !== undefined && !present.isFile() && !present.isSymbolicLink()) {
    throw new OutputError("output-unwritable", `${path} is not a file and was left as it is. Choose another name with --out.`);
  }
  await rename(temporary, path);
}

/** Renaming would replace silently; a second name (a hard link) is refused by the system where one exists. */
export async function placeAnew(temporary: string, path: string, addName: typeof link = link): Promise<void> {
  try {
    await addName(temporary, path);
  } catch (error) {
    if (!lacksLinks(error)) throw error;
    await reserve(path);
    await rename(temporary, path).catch(async (reason: unknown) => {
      await unlink(path);
      throw reason;
    });
  }
}

/** FAT, some network drives and Android have no hard links. */
function lacksLinks(error: unknown): boolean {
  return ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EACCES", "EXDEV"].includes(systemCode(error) ?? "");
}

/** Claims the name with an empty file, or fails where it is taken: no other program can slip in between. */
async function reserve(path: string): Promise<void> {
  const file = await open(path, "wx");
  await file.close();
}
