// How the program ends: 0 all done, 1 some pictures failed, 2 usage, 3 no device, 4 bad model, 5 not all is there yet.
import { CheckpointError, DeviceError, GraphError } from "@camlucida/tensor";
import { ModelError } from "@camlucida/weights";
import { FleetError } from "../fleet/fleet_error.ts";
import { isUsable, type Usable } from "../report/result.ts";
import { BoxesError, CheckError, JournalError, LabelError, OutputError, systemCode, UsageError } from "./errors.ts";

/** The last one is for the launcher alone, which starts the program again with more permissions: bin/camlucida.mjs. */
export const exitCodes = { allDone: 0, someFailed: 1, usage: 2, noDevice: 3, badModel: 4, incomplete: 5, mustObtain: 75 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Found before any work, these say that the command was mistyped; the others of their kind fail one picture. */
const usageCodes = ["output-conflict", "output-is-input"];

/** The exit code of an error that ends the whole run. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof UsageError || error instanceof LabelError || error instanceof BoxesError || error instanceof CheckError || error instanceof JournalError) return exitCodes.usage;
  if (error instanceof GraphError && error.code === "unknown-layer") return exitCodes.usage;
  if (error instanceof OutputError && usageCodes.includes(error.code)) return exitCodes.usage;
  if (error instanceof ModelError && error.code === "model-not-at-hand") return exitCodes.mustObtain;
  if (error instanceof FleetError) return fleetExitCodeOf(error);
  if (/^(results-(unreadable|malformed|disagree)|truth-)/.test(systemCode(error) ?? "")) return exitCodes.usage; // a ReportError, whose package is loaded for reports alone
  if (error instanceof DeviceError) return exitCodes.noDevice;
  if (error instanceof CheckpointError || error instanceof ModelError || isModelCode(systemCode(error))) return exitCodes.badModel;
  return exitCodes.someFailed;
}

/** A worker that is not like the submitter ends as if its model were bad. */
function fleetExitCodeOf({ code }: FleetError): ExitCode {
  if (code.endsWith("-differs")) return exitCodes.badModel;
  return code.startsWith("fleet-") ? exitCodes.usage : exitCodes.someFailed;
}

/** The exit code of a run that came to its end. */
export function exitCodeOfResults(results: readonly Usable[]): ExitCode {
  return results.every(isUsable) ? exitCodes.allDone : exitCodes.someFailed;
}

/** Whether an error concerns the device or the model, so that every further picture would fail like this one. */
export function endsRun(error: unknown): boolean {
  const code = exitCodeOf(error);
  return code === exitCodes.noDevice || code === exitCodes.badModel;
}

function isModelCode(code: string | undefined): boolean {
  return code !== undefined && /^(model|checkpoint|weights)-/.test(code);
}
