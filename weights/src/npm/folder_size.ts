// Watches a folder grow, which is all the progress that a program without a progress report has.
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Pace, watchPace } from "../download/pace.ts";

const glance = 250; // ms between looks

/**
 * Looks at the folder's size four times a second until the returned function is called.
 *
 * @param least growth; where there is less, `onStall` is called, once, with the bytes that were added in that time
 */
export function watchFolder(folder: string, least: Pace, { onGrowth, onStall }: {
  readonly onGrowth: (bytes: number) => void;
  readonly onStall: (bytes: number) => void;
}): () => void {
  let most = 0;
  const pace = watchPace(least, onStall);
  const timer = setInterval(() =>
    void bytesIn(folder).then((bytes) => {
      if (bytes <= most) return;
      pace.arrived(bytes - most);
      most = bytes;
      onGrowth(bytes);
    }), glance);
  return () => {
    clearInterval(timer);
    pace.stop();
    most = Number.POSITIVE_INFINITY; // a look under way reports nothing any more
  };
}

/** The sizes of all files under `folder`, which changes meanwhile. */
async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = entries.filter((entry) => entry.isFile()).map((entry) =>
    stat(join(entry.parentPath, entry.name)).then(({ size }) => size, () => 0),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
