// One line of a terminal that shows how far a download is: "resnet18-f37072fd.pth  ██████░░░░  28.1 of 46.8 MB  61 %".
import type { Step } from "./progress.ts";

/** A terminal, as `process.stderr` is one. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number; // 0 where it does not know
  write(text: string): unknown;
}

export interface Bar {
  readonly show: (step: Step) => void;
  /** Leaves the line empty, for other text. */
  readonly clear: () => void;
}

const width = 24; // cells
const pause = 80; // ms between two drawings

/** A bar on `terminal`; silent where that is not one, so that a log file or pipe gets no control characters. */
export function progressBar(terminal: Terminal): Bar {
  if (terminal.isTTY !== true) return { show: () => undefined, clear: () => undefined };
  let drawn = 0; // time of the last drawing
  return {
    show: (step) => {
      if (Date.now() - drawn < pause && step.received < step.total) return;
      drawn = Date.now();
      terminal.write(`\r\u001b[K${barLine(step).slice(0, (terminal.columns || 80) - 1)}`);
    },
    clear: () => {
      if (drawn > 0) terminal.write("\r\u001b[K");
      drawn = 0;
    },
  };
}

/** The text of the line. */
export function barLine({ task, received, total }: Step): string {
  const share = Math.min(1, received / total);
  const full = Math.round(share * width);
  const bar = "█".repeat(full) + "░".repeat(width - full);
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  return `${task.split("/").at(-1) ?? task}  ${bar}  ${megabytes(received)} of ${megabytes(total)} MB  ${
    Math.floor(share * 100)
  } %`;
}
