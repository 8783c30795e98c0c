#!/usr/bin/env node
// The command `camlucida`: starts the program in Deno.
import { runProgram } from "./deno.mjs";

process.exitCode = await runProgram(new URL("../src/main.ts", import.meta.url), process.argv.slice(2));
