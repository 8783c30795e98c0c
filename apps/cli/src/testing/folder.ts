// A folder of its own for each test, removed afterwards.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Runs `use` in a fresh folder that holds the named empty files. */
export async function inFolder(names: readonly string[], use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "camlucida-test-"));
  try {
    for (const name of names) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), "");
    }
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
