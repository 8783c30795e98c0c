// One request for the rest of a file, appended to its part as it arrives.
import { open } from "node:fs/promises";
import { ModelError, networkReason, storing } from "../errors/errors.ts";
import type { DownloadSource } from "../manifest/manifest.ts";
import { type Pace, watchPace } from "./pace.ts";
import { describePart, findPart, partPath } from "./part.ts";
import type { OnReceived } from "./progress.ts";
import { checkSize, request, startOf, validatorOf } from "./request.ts";

/** How long to wait for a server, in milliseconds. */
export interface Patience {
  readonly connect: number; // until the answer's header is there
  readonly stall: number; // until the next bytes are there
  /** Fewer bytes than these in as many milliseconds are too slow: one byte now and then would hold a command for ever. */
  readonly least: Pace;
  /** The pause before each further attempt: as many as there are pauses. */
  readonly retries: readonly number[];
}

/**
 * Fetches what the part of `to` lacks. A server that ignores ranges, or whose file has changed, sends the whole file,
 * and the part starts again.
 *
 * @throws ModelError "model-unreachable", "download-refused", "download-busy", "download-interrupted",
 *   "download-wrong-size", "disk-full", "cache-unwritable"
 */
export async function transfer(source: DownloadSource, to: string, patience: Patience, progress: OnReceived): Promise<void> {
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
