// What a test has for a while: an empty folder, and a small HTTP server on 127.0.0.1 that behaves as it is told.
import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DownloadSource } from "../manifest/manifest.ts";

/** A new empty folder, and the way to remove it with all it holds. */
export async function temporaryFolder(): Promise<{ readonly path: string; readonly remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "camlucida-weights-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** How a server answers one request. */
export type Responder = (request: IncomingMessage, response: ServerResponse) => void;

export interface TestServer {
  readonly url: string; // "http://127.0.0.1:port/model.pth"
  /** The `Range` header of every request so far, "" for a request of the whole file. */
  readonly ranges: readonly string[];
  readonly close: () => Promise<void>;
}

/** Serves with the answers in turn, the last one for ever. */
export async function serve(...answers: readonly Responder[]): Promise<TestServer> {
  const ranges: string[] = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(ranges.length, answers.length - 1)];
    ranges.push(request.headers.range ?? "");
    answer?.(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  };
  return { url: `http://127.0.0.1:${port}/model.pth`, ranges, close };
}

/** An honest server: length, strong ETag, ranges, If-Range. */
export function whole(file: Uint8Array, etag = '"one"'): Responder {
  return (request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    const partial = start > 0 && start < file.length && request.headers["if-range"] === etag;
    const body = partial ? file.subarray(start) : file;
    const range = partial ? { "content-range": `bytes ${start}-${file.length - 1}/${file.length}` } : {};
    response.writeHead(partial ? 206 : 200, { etag, "content-length": body.length, ...range });
    response.end(body);
  };
}

/** As `whole`, but only the first `length` bytes of the answer arrive; then the connection is cut. */
export function cut(file: Uint8Array, length: number, etag = '"one"'): Responder {
  return (_, response) => {
    response.writeHead(200, { etag, "content-length": file.length });
    response.write(file.subarray(0, length), () => setTimeout(() => response.destroy(), 50));
  };
}

/** As `cut`, but the connection stays open and nothing more comes. */
export function stalled(file: Uint8Array, length: number): Responder {
  return (_, response) => {
    response.writeHead(200, { etag: '"one"', "content-length": file.length });
    response.write(file.subarray(0, length));
  };
}

/** As `whole`, but a byte every `pause` milliseconds. */
export function dripping(file: Uint8Array, pause: number): Responder {
  return (_, response) => {
    response.writeHead(200, { etag: '"one"', "content-length": file.length });
    let sent = 0;
    const timer = setInterval(() => {
      response.write(file.subarray(sent, ++sent));
      if (sent < file.length) return;
      clearInterval(timer);
      response.end();
    }, pause);
    response.on("close", () => clearInterval(timer));
  };
}

/** A source that describes `file` truthfully. */
export function sourceOf(url: string, file: Uint8Array): DownloadSource {
  return {
    kind: "download",
    url,
    bytes: file.length,
    bytesTolerance: 0,
    sha256: createHash("sha256").update(file).digest("hex"),
  };
}

/** `length` bytes that differ from one `seed` to the next. */
export function someBytes(length: number, seed: number): Uint8Array {
  let state = seed * 2_654_435_761 + 1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0; // Numerical Recipes' linear congruential generator
    return state >>> 24;
  });
}
