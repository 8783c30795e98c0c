import { readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { download, type Patience } from "./download.ts";
import type { ReceivedBytes } from "./progress.ts";
import {
  temporaryFolder, type Responder, cut, dripping, serve, someBytes, sourceOf, stalled, type TestServer, whole,
} from "../testing/temporary.ts";

const file = someBytes(300_000, 1);
const hasty: Patience = { connect: 2_000, stall: 300, least: { bytes: 1, within: 2_000 }, retries: [10, 10] };
const once: Patience = { ...hasty, retries: [] };
const silent = (): void => undefined;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer | undefined;
let to: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  to = join(folder.path, "cache", "model.pth");
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await folder.remove();
});

async function start(...answers: Responder[]): Promise<TestServer> {
  server = await serve(...answers);
  return server;
}

// Quicker than toEqual on 300,000 numbers.
const holds = async (path: string, bytes: Uint8Array): Promise<boolean> => (await readFile(path)).equals(bytes);
const cacheFiles = (): Promise<string[]> => readdir(join(folder.path, "cache"));

describe("a download that succeeds", () => {
  it("brings the file, leaves nothing else, and reports every byte once", async () => {
    const { url, ranges } = await start(whole(file));
    const steps: ReceivedBytes[] = [];
    await download(sourceOf(url, file), to, once, (step) => steps.push(step));
    expect(await holds(to, file)).toBe(true);
    expect(await cacheFiles()).toEqual(["model.pth"]);
    expect(ranges).toEqual([""]);
    expect(steps.at(-1)).toEqual({ task: url, received: file.length, total: file.length });
    expect(steps.every(({ received }, index) => received > (steps[index - 1]?.received ?? 0))).toBe(true);
  });

  it("goes on from where the connection was cut", async () => {
    const { url, ranges } = await start(cut(file, 100_000), whole(file));
    const received: number[] = [];
    await download(sourceOf(url, file), to, hasty, (step) => received.push(step.received));
    expect(await holds(to, file)).toBe(true);
    expect(ranges).toEqual(["", "bytes=100000-"]);
    expect(received).toEqual(received.toSorted((a, b) => a - b)); // no byte came twice
  });

  it("goes on in a later call from what an earlier one left", async () => {
    const { url, ranges } = await start(cut(file, 100_000), whole(file));
    await expect(download(sourceOf(url, file), to, once, silent)).rejects.toMatchObject({ code: "download-interrupted" });
    expect((await cacheFiles()).toSorted()).toEqual(["model.pth.part", "model.pth.part.json"]);
    await download(sourceOf(url, file), to, once, silent);
    expect(await holds(to, file)).toBe(true);
    expect(ranges).toEqual(["", "bytes=100000-"]);
    expect(await cacheFiles()).toEqual(["model.pth"]);
  });

  it("starts again where the server ignores ranges", async () => {
    const ignorant: Responder = (_, response) =>
      void response.writeHead(200, { etag: '"one"', "content-length": file.length }).end(file);
    const { url, ranges } = await start(cut(file, 100_000), ignorant);
    await download(sourceOf(url, file), to, hasty, silent);
    expect(await holds(to, file)).toBe(true);
    expect(ranges).toEqual(["", "bytes=100000-"]);
  });

  it("starts again where the file changed between two attempts", async () => {
    const old = someBytes(file.length, 2);
    const { url, ranges } = await start(cut(old, 100_000, '"old"'), whole(file, '"new"'));
    await download(sourceOf(url, file), to, hasty, silent);
    expect(await holds(to, file)).toBe(true);
    expect(ranges).toEqual(["", "bytes=100000-"]);
  });

  it("asks for everything again where the server names no version of the file", async () => {
    const nameless: Responder = (_, response) => {
      response.writeHead(200, { "content-length": file.length });
      response.write(file.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 50));
    };
    const { url, ranges } = await start(nameless, whole(file));
    await download(sourceOf(url, file), to, hasty, silent);
    expect(await holds(to, file)).toBe(true);
    expect(ranges).toEqual(["", ""]);
  });

  it("starts again after an answer about a range it did not ask for, and after 416", async () => {
    const wrongRange: Responder = (_, response) => {
      response.writeHead(206, { "content-range": `bytes 5-${file.length - 1}/${file.length}`, "content-length": file.length - 5 })
        .end(file.subarray(5));
    };
    const outside: Responder = (_, response) => void response.writeHead(416).end();
    const { url, ranges } = await start(cut(file, 1_000), wrongRange, cut(file, 2_000), outside, whole(file));
    await download(sourceOf(url, file), to, { ...hasty, retries: [1, 1, 1, 1] }, silent);
    expect(await holds(to, file)).toBe(true);
    expect(ranges).toEqual(["", "bytes=1000-", "", "bytes=2000-", ""]);
  });

  it("waits out a busy server, and a server that is away for a moment after it answered once", async () => {
    const busy: Responder = (_, response) => void response.writeHead(503).end();
    const { url } = await start(busy, (request) => void request.socket.destroy(), whole(file));
    await download(sourceOf(url, file), to, hasty, silent);
    expect(await holds(to, file)).toBe(true);
  });

  it("only verifies where an earlier call got every byte", async () => {
    const { url, ranges } = await start(cut(file, 100_000));
    await expect(download(sourceOf(url, file), to, once, silent)).rejects.toThrow();
    await writeFile(`${to}.part`, file);
    await download(sourceOf(url, file), to, once, silent);
    expect(await holds(to, file)).toBe(true);
    expect(ranges).toHaveLength(1);
  });

  it("throws away a part that is longer than the file", async () => {
    const { url, ranges } = await start(cut(file, 100_000), whole(file));
    await expect(download(sourceOf(url, file), to, once, silent)).rejects.toThrow();
    await writeFile(`${to}.part`, someBytes(file.length + 1, 3));
    await download(sourceOf(url, file), to, once, silent);
    expect(await holds(to, file)).toBe(true);
    expect(ranges).toEqual(["", ""]);
  });
});

describe("a download that fails", () => {
  it("removes a file with the wrong hash and names both hashes", async () => {
    const { url } = await start(whole(someBytes(file.length, 9)));
    const source = sourceOf(url, file);
    await expect(download(source, to, once, silent)).rejects.toMatchObject({
      code: "download-wrong-hash",
      message: expect.stringContaining(source.sha256) as string,
    });
    expect(await cacheFiles()).toEqual([]);
  });

  it("refuses a file of another size before taking any of it", async () => {
    const { url } = await start(whole(someBytes(200_000, 1)));
    await expect(download(sourceOf(url, file), to, once, silent)).rejects.toMatchObject({ code: "download-wrong-size" });
    expect(await cacheFiles()).toEqual([]);
  });

  it("takes no more than the published size from a server that states none", async () => {
    let sent = 0;
    const endless: Responder = (_, response) => {
      const more = (): void => {
        while (!response.destroyed && sent < 1e9) {
          sent += 65_536;
          if (!response.write(new Uint8Array(65_536))) {
            response.once("drain", more);
            return;
          }
        }
      };
      more();
    };
    const { url } = await start(endless);
    await expect(download(sourceOf(url, file), to, once, silent)).rejects.toMatchObject({ code: "download-wrong-size" });
    // What fits into the buffers of the operating system and the two HTTP ends, not a disk full.
    expect(sent).toBeLessThan(50_000_000);
    expect((await readFile(`${to}.part`)).length).toBeLessThanOrEqual(file.length);
  });

  it("says what the server answered", async () => {
    const { url, ranges } = await start((_, response) => void response.writeHead(404, "Not Found").end("no"));
    await expect(download(sourceOf(url, file), to, hasty, silent)).rejects.toMatchObject({
      code: "download-refused",
      message: expect.stringContaining("404") as string,
    });
    expect(ranges).toHaveLength(1); // a second try would not help
  });

  it("gives up on a server that stalls, keeping what came", async () => {
    const { url } = await start(stalled(file, 50_000));
    await expect(download(sourceOf(url, file), to, once, silent)).rejects.toMatchObject({
      code: "download-interrupted",
      message: expect.stringContaining("0.3 s") as string,
    });
    expect((await readFile(`${to}.part`)).length).toBe(50_000);
  });

  it("gives up on a server that sends a byte now and then, and keeps what came", async () => {
    const { url } = await start(dripping(file, 20));
    const impatient = { ...once, stall: 60_000, least: { bytes: 1_000, within: 200 } };
    await expect(download(sourceOf(url, file), to, impatient, silent)).rejects.toMatchObject({
      code: "download-interrupted",
      message: expect.stringMatching(/only \d+ bytes came in 0\.2 s\)\. Run the command again/) as string,
    });
    expect((await readFile(`${to}.part`)).length).toBeGreaterThan(0);
  });

  it("takes a slow body to its end while it keeps the least pace", async () => {
    const small = file.subarray(0, 12);
    const { url } = await start(dripping(small, 20));
    await download(sourceOf(url, small), to, { ...once, stall: 60_000, least: { bytes: 1, within: 200 } }, silent);
    expect(await holds(to, small)).toBe(true);
  });

  it("gives up on a server that accepts and never answers, within the time to connect", async () => {
    const { url } = await start(() => undefined);
    await expect(download(sourceOf(url, file), to, { ...hasty, connect: 400 }, silent)).rejects.toMatchObject({
      code: "model-unreachable",
      message: expect.stringContaining("no answer within 0.4 s") as string,
    });
  });

  it("says at once that nobody listens at the address", async () => {
    const { url, close } = await start(whole(file));
    await close();
    await expect(download(sourceOf(url, file), to, hasty, silent)).rejects.toMatchObject({
      code: "model-unreachable",
      message: expect.stringContaining(url) as string,
    });
  });

  it("says that a host has no address", async () => {
    // ".invalid" never resolves (RFC 2606).
    const source = sourceOf("http://camlucida.invalid/model.pth", file);
    await expect(download(source, to, { ...hasty, connect: 4_000 }, silent)).rejects.toMatchObject({ code: "model-unreachable" });
  });

  it("says that the folder cannot be written", async () => {
    const { url } = await start(whole(file));
    await writeFile(join(folder.path, "cache"), "a file where the folder should be");
    await expect(download(sourceOf(url, file), to, once, silent)).rejects.toMatchObject({ code: "cache-unwritable" });
  });

  it.skipIf(!existsSync("/dev/full"))("says that the disk is full", async () => {
    const { url } = await start(cut(file, 1), whole(file));
    await expect(download(sourceOf(url, file), to, once, silent)).rejects.toThrow(); // makes the folder
    await rm(`${to}.part`);
    await symlink("/dev/full", `${to}.part`);
    await expect(download(sourceOf(url, file), to, hasty, silent)).rejects.toMatchObject({
      code: "disk-full",
      message: expect.stringContaining("CAMLUCIDA_CACHE") as string,
    });
  });
});
