// What each command does: help, version, the list of devices, or explaining pictures.
import { colourMaps } from "@camlucida/cam";
import process from "node:process";
import packageJson from "../package.json" with { type: "json" };
import { parseArguments } from "./arguments/arguments.ts";
import { refuseTerminal } from "./arguments/contradictions.ts";
import { listDevices } from "./model/devices.ts";
import { messageOf } from "./errors/errors.ts";
import { exitCodeOf, exitCodes, type ExitCode } from "./errors/exit.ts";
import { openSink, type Sink } from "./files/stdout.ts";
import { helpText, inspectHelp, tuneHelp } from "./arguments/help.ts";
import { type Interruptions, noInterruptions } from "./run/interruption.ts";
import { printable, styleFor } from "./report/terminal.ts";
import { runFailureLine } from "./report/result.ts";

/** @param argv what was typed behind the program's name. Never throws: an error becomes a message and an exit code. */
export async function runCommand(argv: readonly string[], interruptions: Interruptions = noInterruptions): Promise<ExitCode> {
  const stdout = openSink(process.stdout);
  try {
    return await dispatch(argv, stdout, interruptions);
  } catch (error) {
    if (exitCodeOf(error) === exitCodes.mustObtain) return exitCodes.mustObtain; // said when it cannot be done
    process.stderr.write(`${styleFor(process.stderr, process.env).alarm("✗")} ${printableLines(messageOf(error))}\n`);
    if (wantsJson(argv)) await stdout.write(runFailureLine(error));
    return exitCodeOf(error);
  }
}

async function dispatch(typed: readonly string[], stdout: Sink, interruptions: Interruptions): Promise<ExitCode> {
  const [first, ...others] = typed;
  if (first === "weights" || (first === "help" && others[0] === "weights")) {
    const { weightsCommand } = await import("./model/weights.ts");
    return weightsCommand(first === "weights" ? others : ["--help"]);
  }
  // As other tools know them; a picture of that name is ./help.
  const argv = first === "help" || first === "version" ? [`--${first}`, ...others] : typed;
  const colormaps = Object.keys(colourMaps);
  const command = parseArguments(argv, { colormaps });
  switch (command.kind) {
    case "help":
      await stdout.write(helpText(colormaps));
      return exitCodes.allDone;
    case "tune-help":
      await stdout.write(tuneHelp);
      return exitCodes.allDone;
    case "inspect-help":
      await stdout.write(inspectHelp);
      return exitCodes.allDone;
    case "version":
      await stdout.write(`camlucida ${packageJson.version}\n`);
      return exitCodes.allDone;
    case "list-devices":
      await stdout.write(await listDevices(command.json));
      return exitCodes.allDone;
    case "tune": {
      const { tuneCommand } = await import("./model/tune.ts");
      await tuneCommand(command.options, stdout, interruptions);
      return exitCodes.allDone;
    }
    case "inspect": {
      const { inspectCommand } = await import("./inspect/inspect_command.ts");
      return inspectCommand(command.options, stdout);
    }
    case "explain": {
      refuseTerminal(command.options.outputs, process.stdout.isTTY);
      // Only here: the image decoders take longer to load than help takes to print.
      const { explainAll } = await import("./run/explain_all.ts");
      return explainAll(command.options, stdout, interruptions);
    }
  }
}

/** Also of a command that cannot be read: who parses the output finds a line either way. */
const wantsJson = (argv: readonly string[]): boolean => argv.slice(0, argv.includes("--") ? argv.indexOf("--") : argv.length).includes("--json");

/** A shader error shows source lines; every line is made safe by itself. */
const printableLines = (text: string): string => text.split("\n").map(printable).join("\n");
