// Temporary folders for tests.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new empty folder, and the way to remove it with all it holds. */
export async function temporaryFolder(): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "camlucida-weights-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
