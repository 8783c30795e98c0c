// The bytes behind an address, and every way in which a server can be of no use.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { download, type DownloadLimits } from "./url_input.ts";

const picture = new Uint8Array(100_000).map((_, at) => at * 7);
const small: DownloadLimits = { bytes: 1_000_000, silence: 60_000, total: 60_000, redirects: 3 };
const bomb = gzipSync(new Uint8Array(50_000_000));

const answers: Record<string, (response: ServerResponse, request: IncomingMessage) => void> = {
  "/cat.png": (response) => response.writeHead(200, { "content-type": "image/png", "content-length": picture.length }).end(picture),
  "/chunked.png": (response) => {
    response.write(picture.subarray(0, 10));
    response.end(picture.subarray(10));
  },
  "/gzip.png": (response) => response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(picture)),
  "/private.png": (response, { headers }) => {
    const known = headers.authorization === `Basic ${btoa("ann:p@ss w\u00f6rd".replace("\u00f6", "\u00c3\u00b6"))}`;
    response.writeHead(known ? 200 : 401).end(known ? picture : "");
  },
  "/moved.png": (response) => response.writeHead(301, { location: "../cat.png" }).end("moved"),
  "/moved-private.png": (response) => response.writeHead(302, { location: "/private.png" }).end(),
  "/loop": (response) => response.writeHead(302, { location: "/loop" }).end(),
  "/away": (response) => response.writeHead(302, { location: "http://elsewhere.invalid/secret?token=1" }).end(),
  "/to-a-file": (response) => response.writeHead(302, { location: "file:///etc/passwd" }).end(),
  "/to-nowhere": (response) => response.writeHead(302, { location: "http://[" }).end(),
  "/nothing-moved": (response) => response.writeHead(304).end(),
  "/page": (response) => response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end("<!doctype html>"),
  "/json": (response) => response.writeHead(200, { "content-type": "application/json" }).end("{}"),
  "/broken": (response) => response.writeHead(503).end(),
  "/cut.png": (response) => {
    response.writeHead(200, { "content-length": picture.length });
    response.write(picture.subarray(0, 1000), () => setTimeout(() => response.destroy(), 20));
  },
  "/silent": () => undefined,
  "/stalled": (response) => void response.writeHead(200, { "content-length": picture.length }).write(picture.subarray(0, 1000)),
  "/dripping": (response) => {
    const drops = setInterval(() => response.write("x"), 20);
    response.on("close", () => clearInterval(drops));
  },
  "/endless": (response) => {
    const more = (): void => {
      while (!response.destroyed && response.write(picture));
      response.once("drain", more);
    };
    more();
  },
  "/large": (response) => void response.writeHead(200, { "content-length": 2_000_000 }).write("x"),
  "/bomb": (response) => response.writeHead(200, { "content-encoding": "gzip" }).end(bomb),
};

const server = createServer((request, response) => {
  const answer = answers[request.url ?? ""];
  if (answer) answer(response, request);
  else response.writeHead(404, "Not Found").end("no such picture");
});
let at: string;
beforeAll(async () => {
  await new Promise<void>((done) => { server.listen(0, "127.0.0.1", done); });
  at = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test.each(["/cat.png", "/chunked.png", "/gzip.png", "/moved.png", "/cat.png#top"])("%s comes whole", async (path) => {
  expect(Buffer.from(await download(`http://${at}${path}`, small)).equals(picture)).toBe(true);
});

test.each(["/private.png", "/moved-private.png"])("a name and a password are sent: %s", async (path) => {
  expect((await download(`http://ann:p%40ss%20w%C3%B6rd@${at}${path}`, small)).length).toBe(picture.length);
});

test.each([
  ["/none.png", "image-url-status", /answered 404 Not Found\. Check the address/],
  ["/private.png", "image-url-status", /401 Unauthorized\. Give a name and a password/],
  ["/broken", "image-url-status", /503 Service Unavailable\. Try again later/],
  ["/nothing-moved", "image-url-status", /304/],
  ["/loop", "image-url-redirect", /redirects more than 3 times/],
  ["/away", "image-url-redirect", /another server, http:\/\/elsewhere\.invalid, which was not asked for/],
  ["/to-a-file", "image-url-redirect", /another server, file:,/],
  ["/to-nowhere", "image-url-redirect", /an address that is none/],
  ["/page", "image-url-not-a-picture", /answered with text\/html, not with a picture/],
  ["/json", "image-url-not-a-picture", /application\/json/],
  ["/cut.png", "image-url-truncated", /the connection ended before the picture did/],
  ["/endless", "image-url-too-large", /more than 1,000,000 bytes/],
  ["/large", "image-url-too-large", /more than 1,000,000 bytes/],
  ["/bomb", "image-url-too-large", /more than 1,000,000 bytes/],
])("%s fails with %s", async (path, code, message) => {
  const failure = await download(`http://ann:secret@${at}${path}`, small).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code, message: expect.stringMatching(message) as string });
  expect(String(failure)).toContain(`http://${at}${path}`);
  expect(String(failure)).not.toMatch(/secret|ann/);
});

test.each(["/silent", "/stalled"])("%s is not waited for", async (path) => {
  await expect(download(`http://${at}${path}`, { ...small, silence: 400 })).rejects.toMatchObject({ code: "image-url-timeout", message: expect.stringContaining("sent nothing for 0.4 s") as string });
});

test("what drips without end takes too long", async () => {
  await expect(download(`http://${at}/dripping`, { ...small, total: 500 })).rejects.toMatchObject({ code: "image-url-timeout", message: expect.stringContaining("was not there after 0.5 s") as string });
});

test.each([
  ["https://nobody.invalid/cat.png", "image-url-unreachable", /^https:\/\/nobody\.invalid\/cat\.png cannot be reached/],
  ["ftp://ann:secret@example.org/cat.png", "image-url-invalid", /only http and https are read, not ftp\. Download/],
  ["file:///etc/passwd", "image-url-invalid", /not file\. Give the path/],
  ["http://ann:secret@[::/cat.png", "image-url-invalid", /^http:\/\/\[::\/cat\.png is no address/],
])("%s fails with %s", async (address, code, message) => {
  const failure = await download(address, small).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code, message: expect.stringMatching(message) as string });
  expect(String(failure)).not.toContain("secret");
});

test("nobody listens there", async () => {
  const closed = createServer();
  await new Promise<void>((done) => { closed.listen(0, "127.0.0.1", done); });
  const { port } = closed.address() as AddressInfo;
  await new Promise((done) => { closed.close(done); });
  const failure = await download(`http://ann:secret@127.0.0.1:${port}/cat.png`, small).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "image-url-unreachable", message: expect.stringMatching(new RegExp(`^http://127\\.0\\.0\\.1:${port}/cat\\.png cannot be reached: .*refused`, "i")) as string });
});
