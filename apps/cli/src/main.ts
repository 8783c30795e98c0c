// `npm run cam -- …`: the command line, from arguments to exit code.
import process from "node:process";
import { runCommand } from "./command.ts";

process.exitCode = await runCommand(process.argv.slice(2));
