#!/usr/bin/env node
// The command `camlucida`: starts the program in Deno. Help and version need no program, and are there at once.
import { readFileSync } from "node:fs";

const path = (name) => new URL(name, import.meta.url);

const help = () => readFileSync(path("help.txt"), "utf8");
const version = () => `camlucida ${JSON.parse(readFileSync(path("../package.json"), "utf8")).version}\n`;

/** What is answered by itself, typed alone; src/command.ts answers the same. */
const answers = { "--help": help, "-h": help, help, "--version": version, version };

const [first, ...others] = process.argv.slice(2);
if (others.length === 0 && Object.hasOwn(answers, first ?? "")) {
  process.stdout.on("error", () => undefined); // `| head -1` may leave early
  process.stdout.write(answers[first]());
} else {
  const { runProgram } = await import("./deno.mjs");
  process.exitCode = await runProgram(path("../src/main.ts"), process.argv.slice(2));
}
