// What --dry-run says to people: a line for each picture, then how many, and by what.
import type { Detail } from "../arguments/options.ts";
import type { ImageErrorCode } from "../errors/errors.ts";
import { exitCodes, type ExitCode } from "../errors/exit.ts";
import type { ChosenDevice } from "../model/devices.ts";
import type { ModelAhead } from "../model/model_ahead.ts";
import type { Foreseen } from "../run/foresee.ts";
import { printable, type Style } from "./terminal.ts";
import { failureText } from "./text.ts";

const leftOut: ImageErrorCode = "image-left-out"; // no failure

/** "photos/a.png  →  out/a.cam.png"; quietly only what would be refused. */
export function foreseenText(foreseen: Foreseen, style: Style, detail: Detail): string {
  if (!foreseen.ok) return foreseen.error.code === leftOut && detail === "quiet" ? "" : failureText(foreseen, style);
  if (detail === "quiet") return "";
  const name = style.bold(printable(foreseen.image));
  if (foreseen.skipped) return `${name}  ${style.dim("is skipped: all its results are there")}\n`;
  const files = foreseen.files.map((path) => (path === "-" ? "standard output" : printable(path))).join(", ");
  const there = foreseen.there === undefined ? "" : `  ${style.dim(`(there already: ${foreseen.there.map(printable).join(", ")})`)}`;
  return `${name}  ${style.accent("→")}  ${files === "" ? "no file" : files}${there}\n`;
}

/** How many inputs would end how. */
export interface ForeseenCounts {
  readonly explained: number;
  readonly skipped: number;
  readonly refused: number;
  readonly leftOut: number;
  readonly files: number; // that would be written
}

interface ForeseenTally {
  readonly counts: ForeseenCounts;
  add(foreseen: Foreseen): void;
  text(model: ModelAhead, device: Pick<ChosenDevice, "kind" | "name" | "why">, style: Style): string;
  exitCode(): ExitCode;
}

/** Found among the first pictures, these end a run before it begins. */
const endsAtOnce = ["output-conflict", "output-is-input"];

export function openForeseenTally(): ForeseenTally {
  const counts = { explained: 0, skipped: 0, refused: 0, leftOut: 0, files: 0 };
  let code: ExitCode = exitCodes.allDone;
  let isLeast = false; // of several classes only the picture tells how many
  return {
    counts,
    add: (foreseen) => {
      counts.files += foreseen.files.length;
      isLeast ||= foreseen.files.some((path) => path.includes("{class}"));
      if (foreseen.ok) counts[foreseen.skipped ? "skipped" : "explained"]++;
      else if (foreseen.error.code === leftOut) counts.leftOut++;
      else {
        counts.refused++;
        code = code === exitCodes.usage || endsAtOnce.includes(foreseen.error.code) ? exitCodes.usage : exitCodes.someFailed;
      }
    },
    text: (model, device, style) => `\n${style.bold(countsText(counts, isLeast))}\nmodel   ${modelText(model)}\ndevice  ${device.kind.toUpperCase()} ${printable(device.name)}: ${device.why}\n`,
    exitCode: () => code,
  };
}

function countsText({ explained, skipped, refused, leftOut, files }: ForeseenCounts, isLeast: boolean): string {
  const others = [[skipped, "skipped"], [refused, "refused"], [leftOut, "left out"]] as const;
  return `${explained} to explain, ${isLeast ? "at least " : ""}${files} ${files === 1 ? "file" : "files"} to write${others.map(([count, word]) => (count === 0 ? "" : `, ${count} ${word}`)).join("")}`;
}

const modelText = ({ name, path, bytes }: ModelAhead): string =>
  printable(path === undefined ? `${name}, to be obtained${bytes === undefined ? "" : ` (${(bytes / 1e6).toFixed(1)} MB)`}` : `${name}: ${path}`);
