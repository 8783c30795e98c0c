// Runs a command on this process's files, and answers the signals that come meanwhile.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";

/** Runs a command to its end. Returns its exit code, or 128 + the number of the signal that ended it. */
export function run(command, commandArguments, settings = {}) {
  return inRuntime((env) => start(command, commandArguments, { ...settings, env: { ...env, ...settings.env } }, outlive));
}

/** The same, its surroundings given. @param answer what signals do to the child */
export function start(command, commandArguments, settings, answer) {
  return exitOf(spawn(command, commandArguments, { stdio: "inherit", ...settings, env: { ...process.env, ...settings.env } }), answer);
}

/** Vulkan complains on stderr where XDG_RUNTIME_DIR is missing, once for every adapter: makes one as long as `use` needs it. */
export async function inRuntime(use) {
  if (process.env.XDG_RUNTIME_DIR) return use({ CAMLUCIDA_RUNTIME: "" }); // one that was made for this process is not its child's to remove
  const temporary = mkdtempSync(join(tmpdir(), "camlucida-"));
  try {
    return await use({ XDG_RUNTIME_DIR: temporary, CAMLUCIDA_RUNTIME: temporary });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Hands signals on. Ctrl-C reaches the child by itself; this process only has to outlive it. */
function outlive(child) {
  const forward = (signal) => child.kill(signal);
  return { SIGINT: () => undefined, SIGTERM: forward, SIGHUP: forward };
}

const patience = 5_000; // ms in which a program that was interrupted says what it did; it may be deep in a computation

/**
 * Hands signals on to a program that ends by itself, and ends it where it does not. On Windows there is no handing on: Ctrl-C reaches
 * the program by itself, and `kill` would end it at once.
 */
export function finish(child) {
  let first;
  const end = (signal) => () => {
    const again = first !== undefined && Date.now() - first > 300; // a second key; one may arrive twice
    if (again) return child.kill("SIGKILL");
    first ??= Date.now();
    if (process.platform !== "win32") child.kill(signal);
    setTimeout(() => {
      if (!child.kill("SIGKILL")) return;
      process.stderr.write(`${process.stderr.isTTY ? "\r\u001b[K" : ""}interrupted\n`);
    }, patience).unref();
  };
  return { SIGINT: end("SIGINT"), SIGTERM: end("SIGTERM"), SIGHUP: end("SIGHUP") };
}

/** Waits for a child, and leaves none behind. */
function exitOf(child, answer) {
  const handlers = Object.entries(answer(child));
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  }).finally(() => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  });
}
