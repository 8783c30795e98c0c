// A server of Redis or Valkey on the loopback, for tests: it keeps what it is told on the disk, and can be killed and started again.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer, type AddressInfo, connect } from "node:net";
import { delimiter, join } from "node:path";
import process from "node:process";

const programs = ["redis-server", "valkey-server"];

/** Where the server's program is; undefined where none is installed. */
export const serverProgram = (): string | undefined =>
  (process.env["PATH"] ?? "").split(delimiter).flatMap((folder) => programs.map((name) => join(folder, name))).find((path) => existsSync(path));

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Ends it as a power cut would, but for what the system has still to write. */
  kill(): Promise<void>;
  /** Starts it on what it kept. */
  start(): Promise<void>;
}

/** @param folder for what it keeps; @param settings further ones, as its command line takes them */
export async function startRedis(program: string, folder: string, settings: readonly string[] = []): Promise<RedisServer> {
  const port = await freePort();
  let server: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    server = spawn(program, ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--appendonly", "yes", "--save", "", ...settings], { stdio: "ignore" });
    await answering(port);
  };
  const kill = (): Promise<void> => new Promise((done) => {
    if (server?.exitCode !== null) return done();
    server.once("exit", () => done());
    server.kill("SIGKILL");
  });
  await start();
  return { url: `redis://127.0.0.1:${port}`, port, kill, start };
}

const freePort = (): Promise<number> => new Promise((done) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address() as AddressInfo;
    server.close(() => done(port));
  });
});

/** Resolves when the server takes connections. */
async function answering(port: number): Promise<void> {
  for (;;) {
    const open = await new Promise<boolean>((done) => {
      const socket = connect(port, "127.0.0.1", () => done(true)).on("error", () => done(false));
      socket.on("connect", () => socket.destroy());
    });
    if (open) return;
    await new Promise((done) => { setTimeout(done, 20); });
  }
}
