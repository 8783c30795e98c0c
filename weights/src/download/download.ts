// Fetches one file over HTTP: resumed where an earlier attempt ended, verified before it gets its name.
import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { digestOfFile } from "../cache/open_file.ts";
import { codeOf, ModelError, networkReason, storing } from "../errors/errors.ts";
import type { DownloadSource } from "../manifest/manifest.ts";
import {
  checkSize, completePart, describePart, discardPart, findPart, partPath, request, startOf, validatorOf,
} from "./part.ts";
import { defaultPace, type OnReceived, type Pace, watchPace } from "./progress.ts";

/** How long to wait for a server, in milliseconds. */
export interface Patience {
  readonly connect: number; // until the answer's header is there
  readonly stall: number; // until the next bytes are there
  /** Fewer bytes than these in as many milliseconds are too slow: one byte now and then would hold a command for ever. */
  readonly least: Pace;
  /** The pause before each further attempt: as many as there are pauses. */
  readonly retries: readonly number[];
}

/** Four seconds to answer: whoever has no way to the server learns so before losing patience. */
export const defaultPatience: Patience = { connect: 4_000, stall: 20_000, least: defaultPace, retries: [500, 1_000, 2_000, 4_000] };

/**
 * Downloads `source` to the path `to`, which appears whole and with the published SHA-256, as much of it as is published, or not at all.
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
  if (isPublished(source, found)) return;
  throw new ModelError(
    "download-wrong-hash",
    `${path} has SHA-256 ${found}; the file published at ${source.url} ${source.sha256.length < 64 ? "begins with" : "has"} ${source.sha256}. It is not used: fetch it again.`,
  );
}

/** Whether a whole SHA-256, 64 hex digits, is that of the published file. */
export const isPublished = ({ sha256 }: Pick<DownloadSource, "sha256">, found: string): boolean => found.startsWith(sha256);

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

/**
 * One request for what the part of `to` lacks, appended to it as it arrives. A server that ignores ranges, or whose
 * file has changed, sends the whole file, and the part starts again.
 *
 * @throws ModelError "model-unreachable", "download-refused", "download-busy", "download-interrupted",
 *   "download-wrong-size", "disk-full", "cache-unwritable"
 */
async function transfer(source: DownloadSource, to: string, patience: Patience, progress: OnReceived): Promise<void> {
  const part = await findPart(to, source.url);
  const control = new AbortController();
  try {
    const response = await request(source, part, patience.connect, control);
    const offset = await startOf(response, source, to, part);
    await describePart(to, source.url, validatorOf(response));
    await append(pieces(response, source, patience, control), offset, source, to, progress);
  } finally {
    control.abort(); // whatever is still on its way is no longer wanted
  }
}

/** The body as it arrives. @throws ModelError "download-interrupted" where it stalls, is too slow or is cut */
async function* pieces(
  response: Response,
  source: DownloadSource,
  { stall, least }: Patience,
  control: AbortController,
): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  let reason: string | undefined; // why we gave up
  const giveUp = (why: string): void => {
    reason ??= why;
    control.abort();
  };
  const pace = watchPace(least, (bytes) => giveUp(`only ${bytes} bytes came in ${least.within / 1000} s`));
  try {
    for (let piece = await next(); piece !== undefined; piece = await next()) {
      pace.arrived(piece.length);
      yield piece;
    }
  } finally {
    pace.stop();
  }

  async function next(): Promise<Uint8Array | undefined> {
    const timer = setTimeout(() => giveUp(`nothing came for ${stall / 1000} s`), stall);
    try {
      return (await reader?.read())?.value;
    } catch (error) {
      throw interrupted(source, reason ?? networkReason(error), error);
    } finally {
      clearTimeout(timer);
    }
  }
}

function interrupted(source: DownloadSource, reason: string, cause?: unknown): ModelError {
  const message = `${source.url}: the download ended early (${reason}). Run the command again: it goes on from there.`;
  return new ModelError("download-interrupted", message, { cause });
}

async function append(
  body: AsyncIterable<Uint8Array>,
  offset: number,
  source: DownloadSource,
  to: string,
  progress: OnReceived,
): Promise<void> {
  const file = await storing(partPath(to), open(partPath(to), offset === 0 ? "w" : "a"));
  let received = offset;
  try {
    for await (const piece of body) {
      received += piece.length;
      // A server that states no length must not fill the disk.
      if (received > source.bytes + source.bytesTolerance) checkSize(source, received);
      await storing(partPath(to), file.writeFile(piece));
      progress({ task: source.url, received, total: source.bytes });
    }
  } finally {
    await file.close();
  }
  if (received < source.bytes - source.bytesTolerance) throw interrupted(source, `${received} of ${source.bytes} bytes`);
}
