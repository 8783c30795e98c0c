// Watches a folder grow, which is all the progress that a program without a progress report has.
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

const glance = 250; // ms between looks

/**
 * Looks at the folder's size four times a second until the returned function is called.
 *
 * @param stall milliseconds without growth after which `onStall` is called, once
 */
export function watchFolder(folder: string, stall: number, { onGrowth, onStall }: {
  readonly onGrowth: (bytes: number) => void;
  readonly onStall: () => void;
}): () => void {
  let most = -1;
  let grown = Date.now();
  const timer = setInterval(() =>
    void bytesIn(folder).then((bytes) => {
      if (bytes > most) {
        [most, grown] = [bytes, Date.now()];
        onGrowth(bytes);
      } else if (Date.now() - grown > stall) {
        grown = Number.POSITIVE_INFINITY;
        onStall();
      }
    }), glance);
  return () => {
    clearInterval(timer);
    [most, grown] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]; // a look under way reports nothing any more
  };
}

/** The sizes of all files under `folder`, which changes meanwhile. */
async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = entries.filter((entry) => entry.isFile()).map((entry) =>
    stat(join(entry.parentPath, entry.name)).then(({ size }) => size, () => 0)
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
