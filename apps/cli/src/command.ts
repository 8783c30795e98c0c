// Each command to the module that carries it out, which is loaded then: what a command does not need costs it nothing.
import { colourMaps } from "@camlucida/cam";
import process from "node:process";
import packageJson from "../package.json" with { type: "json" };
import { type Command, parseArguments } from "./arguments/arguments.ts";
import { configuredWords } from "./arguments/configured.ts";
import type { Vocabulary } from "./arguments/read_options.ts";
import { refuseTerminal } from "./arguments/contradictions.ts";
import { listDevices } from "./model/devices.ts";
import { messageOf, UsageError, usageErrorWith } from "./errors/errors.ts";
import { exitCodeOf, exitCodes, type ExitCode } from "./errors/exit.ts";
import { openSink, type Sink } from "./files/stdout.ts";
import { helpText } from "./arguments/help.ts";
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

async function dispatch(argv: readonly string[], stdout: Sink, interruptions: Interruptions): Promise<ExitCode> {
  const colormaps = Object.keys(colourMaps);
  const command = parseConfigured(argv, { colormaps });
  switch (command.kind) {
    case "help":
      await stdout.write(helpText(command.about, colormaps));
      return exitCodes.allDone;
    case "version":
      await stdout.write(`camlucida ${packageJson.version}\n`);
      return exitCodes.allDone;
    case "list-devices":
      await stdout.write(await listDevices(command.json));
      return exitCodes.allDone;
    case "completion":
      await stdout.write((await import("./completion/completion.ts")).completionScript(command.shell));
      return exitCodes.allDone;
    case "list-formats":
      await stdout.write((await import("./image/list_formats.ts")).listFormats(command.json));
      return exitCodes.allDone;
    case "weights":
      return (await import("./model/weights.ts")).weightsCommand(command.options, stdout);
    case "tune": {
      const { tuneCommand } = await import("./model/tune.ts");
      await tuneCommand(command.options, stdout, interruptions);
      return exitCodes.allDone;
    }
    case "inspect": {
      const { inspectCommand } = await import("./inspect/inspect_command.ts");
      return inspectCommand(command.options, stdout);
    }
    case "report":
      return (await import("./report_page/report_command.ts")).reportCommand(command.options, stdout);
    case "submit":
      return (await import("./fleet/submit_command.ts")).submitCommand(command.options, stdout, interruptions);
    case "work":
      return (await import("./fleet/work_command.ts")).workCommand(command.options, stdout, interruptions);
    case "status":
      return (await import("./fleet/status_command.ts")).statusCommand(command.options, stdout);
    case "collect":
      return (await import("./fleet/collect_command.ts")).collectCommand(command.options, stdout, interruptions);
    case "explain": {
      if (command.options.run.dryRun) return (await import("./run/dry_run.ts")).dryRun(command.options, stdout);
      refuseTerminal(command.options.outputs, process.stdout.isTTY);
      // Only here: the image decoders take longer to load than help takes to print.
      const { explainAll } = await import("./run/explain_all.ts");
      return explainAll(command.options, stdout, interruptions);
    }
    case "merge":
      return (await import("./journal/merge_command.ts")).mergeCommand(command.options, stdout);
  }
}

/** A configured word that is wrong is told with where it may stand. */
function parseConfigured(argv: readonly string[], vocabulary: Vocabulary): Command {
  const { words, files } = configuredWords(argv);
  try {
    return parseArguments(words, vocabulary);
  } catch (error) {
    if (!(error instanceof UsageError) || words.length === argv.length || files.length === 0) throw error;
    throw usageErrorWith(error, `Some options are from ${files.join(" and ")}: --no-config leaves them out.`);
  }
}

/** Also of a command that cannot be read: who parses the output finds a line either way. */
const wantsJson = (argv: readonly string[]): boolean => argv.slice(0, argv.includes("--") ? argv.indexOf("--") : argv.length).includes("--json");

/** A shader error shows source lines; every line is made safe by itself. */
const printableLines = (text: string): string => text.split("\n").map(printable).join("\n");
