// A contender in a Deno process of its own: what it loads, holds or breaks stays there. Messages are lines of JSON,
// float arrays in base64 behind a marker; what an engine prints in between is no message.
import { Buffer } from "node:buffer";
import { spawn } from "node:child_process";
import process from "node:process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { GuestAnswer } from "./contender.ts";
import type { Guest } from "./measure.ts";

const program = fileURLToPath(new URL("host_process.ts", import.meta.url));

export const denoGuest = (): Guest => processGuest(process.execPath, ["run", "-A", "--quiet", "--no-lock", "--node-modules-dir=manual", program]);

/**
 * Any program that answers contender.ts's questions in lines. What else it prints, and its complaints, are shown where
 * DEBUG is set.
 */
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

const message = "\u0002"; // no text that anybody prints begins with it
const floats = "float32:";

export const toLine = (value: unknown): string => `${message}${JSON.stringify(value, (_, part: unknown) => (part instanceof Float32Array ? packed(part) : part))}\n`;

/** undefined for a line that is no message. */
export function fromLine(line: string): unknown {
  if (!line.startsWith(message)) return undefined;
  return JSON.parse(line.slice(message.length), (_, part: unknown) => (typeof part === "string" && part.startsWith(floats) ? unpacked(part) : part)) as unknown;
}

const packed = ({ buffer, byteOffset, byteLength }: Float32Array): string => floats + Buffer.from(buffer, byteOffset, byteLength).toString("base64");

const unpacked = (text: string): Float32Array => new Float32Array(Uint8Array.from(Buffer.from(text.slice(floats.length), "base64")).buffer);
