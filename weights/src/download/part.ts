// A download that is not whole yet: `<file>.part` holds the bytes so far, `<file>.part.json` what they are a part of. A
// server is asked for the rest, and its answer judged before a byte of it is kept.
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { ModelError, networkReason, storing } from "../errors/errors.ts";
import { field, parseJson, text } from "../manifest/json.ts";
import type { DownloadSource } from "../manifest/manifest.ts";

/** What is there of a file, and the server's name for the version it belongs to. */
interface PartialFile {
  readonly received: number; // bytes
  /** A strong ETag or a Last-Modified date, for `If-Range`. */
  readonly validator: string;
}

export function partPath(to: string): string {
  return `${to}.part`;
}

/** What an earlier attempt at `url` left behind for the file `to`; `undefined` where nothing that can be gone on from. */
export async function findPart(to: string, url: string): Promise<PartialFile | undefined> {
  try {
    const description = parseJson(await readFile(`${partPath(to)}.json`, "utf8"), "part", "part-malformed");
    const { size } = await stat(partPath(to));
    const validator = text(field(description, "validator"));
    return size > 0 && text(field(description, "url")) === url ? { received: size, validator } : undefined;
  } catch {
    return undefined; // no part, no description, or a damaged one: begin again
  }
}

/** Notes which version of `url` the part's bytes belong to. Without a validator nobody can go on from them. */
export async function describePart(to: string, url: string, validator: string | undefined): Promise<void> {
  const path = `${partPath(to)}.json`;
  await storing(path, validator === undefined ? rm(path, { force: true }) : writeFile(path, JSON.stringify({ url, validator })));
}

/** Removes the part and its description. */
export async function discardPart(to: string): Promise<void> {
  await rm(partPath(to), { force: true });
  await rm(`${partPath(to)}.json`, { force: true });
}

/** The part is whole and verified: it takes its final name, in one step. */
export async function completePart(to: string): Promise<void> {
  await storing(to, rename(partPath(to), to));
  await discardPart(to);
}

/**
 * The server's answer, its body still to come.
 *
 * @param part what is there already: only the rest is asked for, provided that the server's file is still the same
 * @param connect milliseconds until the answer's header must be there
 * @throws ModelError "model-unreachable"
 */
export async function request(
  source: DownloadSource,
  part: PartialFile | undefined,
  connect: number,
  control: AbortController,
): Promise<Response> {
  // Ranges and hashes mean the file's own bytes, so no compression on the way.
  const headers: Record<string, string> = { "accept-encoding": "identity" };
  if (part !== undefined) Object.assign(headers, { range: `bytes=${part.received}-`, "if-range": part.validator });
  const timer = setTimeout(() => control.abort(), connect);
  try {
    return await fetch(source.url, { headers, signal: control.signal });
  } catch (error) {
    const reason = control.signal.aborted ? `no answer within ${connect / 1000} s` : networkReason(error);
    throw new ModelError("model-unreachable", `${source.url} cannot be reached (${reason}).`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Where in the file the answer starts: at the end of the part, or at 0 where the server ignores ranges or has
 * another file now.
 *
 * @throws ModelError "download-refused", "download-busy", "download-interrupted", "download-wrong-size"
 */
export async function startOf(response: Response, source: DownloadSource, to: string, part: PartialFile | undefined): Promise<number> {
  const { status } = response;
  if (status === 416 || (status === 206 && rangeStart(response) !== part?.received)) {
    await discardPart(to); // the next attempt asks for the whole file
    throw new ModelError(
      "download-interrupted",
      `${source.url}: the server does not have the rest of the file begun. Run the command again.`,
    );
  }
  if (status !== 200 && status !== 206) {
    const code = status >= 500 || status === 429 || status === 408 ? "download-busy" : "download-refused";
    throw new ModelError(
      code,
      `${source.url}: the server answered ${`${status} ${response.statusText}`.trimEnd()} instead of sending the file.`,
    );
  }
  const offset = status === 206 ? rangeStart(response) : 0;
  const length = response.headers.get("content-length");
  if (length !== null) checkSize(source, offset + Number(length));
  return offset;
}

/** The server's name for this version of the file. A weak ETag does not promise equal bytes (RFC 9110, 13.1.5). */
export function validatorOf(response: Response): string | undefined {
  const etag = response.headers.get("etag");
  return etag?.startsWith('"') ? etag : response.headers.get("last-modified") ?? undefined;
}

/** @throws ModelError "download-wrong-size" unless `bytes` is the published size, within its tolerance */
export function checkSize(source: DownloadSource, bytes: number): void {
  if (Math.abs(bytes - source.bytes) <= source.bytesTolerance) return;
  throw new ModelError(
    "download-wrong-size",
    `${source.url}: the server has ${bytes} bytes; the published file has ${source.bytes}.`,
  );
}

function rangeStart(response: Response): number {
  return Number(/^bytes (\d+)-/.exec(response.headers.get("content-range") ?? "")?.[1] ?? Number.NaN);
}
