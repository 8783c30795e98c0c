// The thumbnails of a report: of each map's overlay, or of the photograph where there is none, made by as many threads as there are cores. Each
// holds one picture at a time, so that memory stays the same for any number. A picture that is gone has none, and that is told.
import type { ExplainedPicture } from "@camlucida/report";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../errors/errors.ts";
import { thumbnailOf } from "./thumbnail.ts";
import type { ThumbnailReply } from "./thumbnail_worker.ts";

/** What became of the thumbnails. */
export interface Thumbnails {
  readonly numbers: readonly number[]; // of each map: thumbnails/000017.jpg is 17; −1: none
  readonly missing: readonly { readonly path: string; readonly problem: string }[];
}

/** Makes thumbnails of files, one at a time. */
interface Maker {
  make(path: string): Promise<ThumbnailReply>;
  isAlive(): boolean;
}

const fewest = 32; // for so many, starting threads takes longer than they save

/** "000017.jpg" */
export const thumbnailName = (number: number): string => `${String(number).padStart(6, "0")}.jpg`;

/** @param folder where they are written; it exists. @param onDone hears how many are done. @throws the system's error where nothing can be written */
export async function makeThumbnails(pictures: readonly ExplainedPicture[], folder: string, onDone: (done: number) => void): Promise<Thumbnails> {
  const sources = pictures.flatMap(({ image, maps }) => maps.map(({ overlay }) => sourcesOf(overlay, image)));
  const tasks = new Map(sources.map((paths) => [paths.join("\n"), paths]));
  const made = new Map<string, number>();
  const missing: { path: string; problem: string }[] = [];
  const left = [...tasks].map(([key, paths], number) => ({ key, paths, number })).reverse();
  const work = async (maker: Maker): Promise<void> => {
    for (let task = left.pop(); task !== undefined; task = maker.isAlive() ? left.pop() : undefined) {
      const { bytes, problems } = await firstOf(task.paths, maker);
      missing.push(...problems);
      if (bytes !== undefined) await writeFile(join(folder, thumbnailName(task.number)), bytes);
      if (bytes !== undefined) made.set(task.key, task.number);
      onDone(tasks.size - left.length);
    }
  };
  const { makers, close } = openMakers(tasks.size);
  try {
    await Promise.all(makers.map(work));
  } finally {
    close();
  }
  return { numbers: sources.map((paths) => made.get(paths.join("\n")) ?? -1), missing: missing.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

/** The overlay, and where that is gone the photograph. */
const sourcesOf = (overlay: string | null, image: string): string[] => [overlay, image].filter((path) => path !== null && path !== "-") as string[];

async function firstOf(paths: readonly string[], maker: Maker): Promise<{ bytes: Uint8Array | undefined; problems: Thumbnails["missing"] }> {
  const problems: { path: string; problem: string }[] = [];
  for (const path of paths) {
    const reply = await maker.make(path);
    if ("bytes" in reply) return { bytes: reply.bytes, problems };
    problems.push({ path, problem: reply.problem });
  }
  return { bytes: undefined, problems };
}

function openMakers(count: number): { makers: Maker[]; close(): void } {
  if (count <= fewest) return { makers: [makerHere], close: () => undefined };
  const workers = Array.from({ length: Math.max(1, Math.min(navigator.hardwareConcurrency, 8)) }, () => new Worker(new URL("./thumbnail_worker.ts", import.meta.url), { type: "module" }));
  return { makers: workers.map(makerBy), close: () => workers.forEach((worker) => worker.terminate()) };
}

const makerHere: Maker = {
  make: (path) => thumbnailOf(path).then((bytes) => ({ bytes }), (error: unknown) => ({ problem: messageOf(error) })),
  isAlive: () => true,
};

/** A thread that has ended makes none any more. */
function makerBy(worker: Worker): Maker {
  let ended: string | undefined;
  let settle: (reply: ThumbnailReply) => void = () => undefined;
  worker.addEventListener("message", ({ data }: MessageEvent<ThumbnailReply>) => settle(data));
  worker.addEventListener("error", (event) => {
    event.preventDefault(); // or it would end this thread too
    ended = `the thread that worked on it ended: ${event.message}`;
    settle({ problem: ended });
  });
  const make = (path: string): Promise<ThumbnailReply> => new Promise((resolve) => {
    settle = resolve;
    if (ended === undefined) worker.postMessage(path);
    else resolve({ problem: ended });
  });
  return { make, isAlive: () => ended === undefined };
}
