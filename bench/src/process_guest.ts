// A contender in a Deno process of its own: what it loads, holds or breaks stays there.
import { spawn } from "node:child_process";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { fromLine, toLine } from "./lines.ts";
import type { Guest } from "./measure.ts";
import type { GuestAnswer } from "./protocol.ts";

const program = fileURLToPath(new URL("host_process.ts", import.meta.url));

export const denoGuest = (): Guest => processGuest(process.execPath, ["run", "-A", "--quiet", "--no-lock", "--node-modules-dir=manual", program]);

/** Any program that speaks protocol.ts in lines. What else it prints, and its complaints, are shown where DEBUG is set. */
export function processGuest(command: string, commandArguments: readonly string[]): Guest {
  const child = spawn(command, commandArguments, { stdio: ["pipe", "pipe", process.env["DEBUG"] ? "inherit" : "ignore"] });
  const waiting: { resolve: (answer: GuestAnswer) => void }[] = [];
  const settle = (answer: GuestAnswer): void => waiting.shift()?.resolve(answer);
  child.on("error", (error) => settle({ failure: error.message }));
  child.on("close", (code, signal) => settle({ failure: `its process ended with ${signal ?? code}` }));
  createInterface({ input: child.stdout }).on("line", (line) => {
    const answer = fromLine(line) as GuestAnswer | undefined;
    if (answer) settle(answer);
    else if (process.env["DEBUG"]) process.stderr.write(`${line}\n`);
  });
  return {
    ask: async (ask) => {
      const answer = await new Promise<GuestAnswer>((resolve) => {
        waiting.push({ resolve });
        child.stdin.write(toLine(ask));
      });
      if ("failure" in answer) throw new Error(answer.failure);
      return answer as never;
    },
    close: () => child.kill(),
  };
}
