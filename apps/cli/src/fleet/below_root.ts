// Paths of jobs: relative to the root that submitter and worker name, and never out of it, be it by "..", by a disk's letter or by a link.
import { realpath } from "node:fs/promises";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { FleetError } from "./fleet_error.ts";

/** A path of this machine → its path in jobs. @throws FleetError "fleet-outside-root" */
export function pathInJobs(path: string, root: string): string {
  const inside = relative(resolve(root), resolve(path));
  if (inside === "" || isAbsolute(inside) || inside.split(sep)[0] === "..") {
    throw outside(path, `it does not lie below ${resolve(root)}, the root that workers see. --root names another`);
  }
  return inside.replaceAll(sep, "/");
}

/** The same of a folder, which may be the root itself. @throws FleetError "fleet-outside-root" */
export const folderInJobs = (folder: string, root: string): string => (resolve(folder) === resolve(root) ? "." : pathInJobs(folder, root));

/** Refuses by its letters alone what is no path below the root. @throws FleetError "fleet-outside-root", "fleet-not-a-file" */
export function refuseForeign(path: string): void {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(path) || path === "-") throw new FleetError("fleet-not-a-file", `${path} is no file below the worker's root. Jobs hold paths of files.`);
  const parts = path.split(/[\\/]/);
  if (path === "" || path.includes("\0") || isAbsolute(path) || /^[a-z]:/i.test(path) || parts[0] === "" || parts.includes("..")) {
    throw outside(path, "jobs hold paths below the worker's root, without \"..\"");
  }
}

/** The same, and by what the path leads to: of one that is not there yet, the folder that is. @throws FleetError */
export async function refuseOutside(path: string, root: string): Promise<void> {
  refuseForeign(path);
  const found = await nearestOf(resolve(root, path));
  const inside = relative(await realpath(root), found);
  if (isAbsolute(inside) || inside.split(sep)[0] === "..") throw outside(path, "a link in it leads out of the worker's root");
}

async function nearestOf(path: string): Promise<string> {
  const found = await realpath(path).catch(() => undefined);
  return found ?? nearestOf(dirname(path));
}

const outside = (path: string, reason: string): FleetError => new FleetError("fleet-outside-root", `${path} is not touched: ${reason}.`);
