// Fetches one file over HTTP: resumed where an earlier attempt ended, verified before it gets its name.
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { digestOfFile } from "../cache/digest.ts";
import { codeOf, ModelError, storing } from "../errors/errors.ts";
import type { DownloadSource } from "../manifest/manifest.ts";
import { defaultPace } from "./pace.ts";
import { completePart, discardPart, findPart, partPath } from "./part.ts";
import type { OnReceived } from "./progress.ts";
import { type Patience, transfer } from "./transfer.ts";

/** Four seconds to answer: whoever has no way to the server learns so before losing patience. */
export const defaultPatience: Patience = { connect: 4_000, stall: 20_000, least: defaultPace, retries: [500, 1_000, 2_000, 4_000] };

/**
 * Downloads `source` to the path `to`, which appears whole and with the published SHA-256, or not at all.
 * What had arrived when the last attempt failed stays beside it as `<to>.part`, and the next call goes on from there.
 *
 * @throws ModelError with the codes of `transfer`, or "download-wrong-hash" (what arrived is then removed)
 */
export async function download(source: DownloadSource, to: string, patience: Patience, progress: OnReceived): Promise<void> {
  await storing(dirname(to), mkdir(dirname(to), { recursive: true }));
  await fetchAll(source, to, patience, progress);
  try {
    await verifyDownload(source, partPath(to));
  } catch (error) {
    await discardPart(to);
    throw error;
  }
  await completePart(to);
}

/** @throws ModelError "download-wrong-hash" unless the file at `path` is the published one */
export async function verifyDownload(source: DownloadSource, path: string): Promise<void> {
  const found = await digestOfFile(path, "sha256", "hex");
  if (found === source.sha256) return;
  throw new ModelError(
    "download-wrong-hash",
    `${path} has SHA-256 ${found}; the file published at ${source.url} has ${source.sha256}. It is not used: fetch it again.`,
  );
}

/** Attempts until all bytes are there. The first attempt must reach the server; later ones may miss it. */
async function fetchAll(source: DownloadSource, to: string, patience: Patience, progress: OnReceived): Promise<void> {
  for (let attempt = 0; !(await isWhole(source, to)); attempt++) {
    try {
      await transfer(source, to, patience, progress);
      return;
    } catch (error) {
      const wait = patience.retries[attempt];
      if (wait === undefined || !isTransient(error, attempt)) throw error;
      await pause(wait);
    }
  }
}

/** True where an earlier attempt got everything and only the verification is missing; too long a part is thrown away. */
async function isWhole(source: DownloadSource, to: string): Promise<boolean> {
  const excess = ((await findPart(to, source.url))?.received ?? 0) - source.bytes;
  if (excess > source.bytesTolerance) await discardPart(to);
  return Math.abs(excess) <= source.bytesTolerance;
}

function isTransient(error: unknown, attempt: number): boolean {
  const code = codeOf(error);
  return code === "download-interrupted" || code === "download-busy" || (code === "model-unreachable" && attempt > 0);
}
