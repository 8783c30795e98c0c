// `camlucida …`: the command line, from arguments to exit code.
import { rmSync } from "node:fs";
import process from "node:process";
import { runCommand } from "./command.ts";
import { answerInterruptions } from "./run/interruption.ts";

const { CAMLUCIDA_RUNTIME: temporary } = process.env;
// The launcher made it for this process, and removes it too, unless it was killed.
if (temporary) process.once("exit", () => rmSync(temporary, { recursive: true, force: true }));
process.exitCode = await runCommand(process.argv.slice(2), answerInterruptions());
