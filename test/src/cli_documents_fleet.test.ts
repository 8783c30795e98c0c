// What the documents, the help and the manual page print of a queue, as it is printed and in the order in which it is meant: submitted, done by
// workers, watched and collected, at a Redis server here in place of the one that is named.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isOfFleet, printedLines } from "./printed_lines.ts";
import { openPrintedPlace, type PrintedPlace } from "./printed_place.ts";

const { documents, help, manual } = await printedLines();
const lines = [...new Set([...documents, ...help, ...manual])].filter(isOfFleet);
const linesOf = (command: string): string[] => lines.filter((line) => line.includes(`camlucida ${command} `));

const hasRedis = ((): boolean => {
  try {
    execFileSync("redis-server", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

const freePort = (): Promise<number> => new Promise((found) => {
  const server = createServer();
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address() as AddressInfo;
    server.close(() => found(port));
  });
});

test("every command of the queue is printed", () => {
  for (const command of ["submit", "work", "status", "collect"]) expect(linesOf(command)).not.toEqual([]);
});

describe.skipIf(!hasRedis)(hasRedis ? "at a server" : "redis-server, which is not installed here", () => {
  let place: PrintedPlace;
  let redis: ChildProcess;
  let folder = "";
  let port = 0;
  beforeAll(async () => {
    place = await openPrintedPlace({});
    folder = await mkdtemp(join(tmpdir(), "camlucida-redis-"));
    port = await freePort();
    redis = spawn("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""], { stdio: "ignore" });
  });
  afterAll(async () => {
    redis.kill();
    await place.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** The server of the line is the one here. */
  const here = (line: string): string => line.replace(/redis:\/\/[\w.-]+(:\d+)?/, `redis://127.0.0.1:${port}`);

  test("submitted, explained by each way of working, watched and collected", async () => {
    const where = await place.copy();
    const run = async (line: string): Promise<string> => {
      const { code, stdout, stderr } = await place.shell(here(line), where);
      expect(stderr, line).not.toMatch(/✗|Error/);
      expect(code, line).toBe(0);
      return stdout;
    };
    for (const line of linesOf("submit")) await run(line);
    const workers = linesOf("work").map((line) => spawn("sh", ["-c", `exec ${here(line)}`], { cwd: where, env: place.environment(where), stdio: "ignore" }));
    const ended = workers.map((worker) => new Promise<number | string | null>((done) => worker.once("exit", (code, signal) => done(code ?? signal))));
    const statusLine = `camlucida status --json --queue redis://127.0.0.1:${port}`;
    for (;;) {
      const { pictures } = JSON.parse(await run(statusLine)) as { pictures: { left: number; submitted: number } };
      expect(pictures.submitted).toBeGreaterThan(0);
      if (pictures.left === 0) break;
    }
    for (const line of linesOf("status")) expect(await run(line)).toMatch(/explained/);
    for (const worker of workers) worker.kill("SIGINT");
    for (const code of await Promise.all(ended)) expect([0, 130, "SIGINT"]).toContain(code); // by the signal itself: one that had not begun yet
    for (const line of linesOf("collect")) {
      const told = await run(line);
      const file = /> (\S+\.jsonl)/.exec(line)?.[1];
      const results = (file === undefined ? told : await readFile(join(where, file), "utf8")).trim().split("\n").map((each) => JSON.parse(each) as { image?: string; ok?: boolean });
      expect(results.filter(({ image }) => image !== undefined).map(({ ok }) => ok)).not.toContain(false);
    }
  });
});
