// One line on a terminal that shows how far long work is, and that is gone when the work is done:
// "Explaining  ██████████▎          12 of 40  31 %  9 s left"
import { bar } from "./bar.ts";
import { cellsOf, padRight, printable, truncate } from "./cells.ts";
import { duration } from "./text.ts";

/** process.stderr, or anything like it. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface Progress {
  /** Shows that `done` of the total is done. @param what may follow: the photograph at hand. */
  readonly show: (done: number, what?: string) => void;
  /** Empties the line, so that other text can be written; the next `show` draws it again. */
  readonly clear: () => void;
}

export interface Work {
  readonly title: string;
  readonly total: number; // items or bytes
  readonly unit: "items" | "bytes";
}

const barCells = 24;
const pause = 100; // ms between two drawings

/** A progress line; nothing at all is written where `terminal` is none. @param now milliseconds, for tests. */
export function progressOn(terminal: Terminal, work: Work, now: () => number = () => performance.now()): Progress {
  if (terminal.isTTY !== true || work.total <= 0) return { show: () => undefined, clear: () => undefined };
  const start = now();
  let drawn: number | undefined; // when the line was last drawn, if it is there
  return {
    show: (done, what = "") => {
      const time = now();
      if (drawn !== undefined && time - drawn < pause && done < work.total) return;
      drawn = time;
      terminal.write(`\r\u001b[K${progressLine(work, done, time - start, what, (terminal.columns ?? 80) - 1)}`);
    },
    clear: () => {
      if (drawn !== undefined) terminal.write("\r\u001b[K");
      drawn = undefined;
    },
  };
}

/** The text of the line, at most `columns` cells. @param elapsed ms since the work began. */
export function progressLine({ title, total, unit }: Work, done: number, elapsed: number, what: string, columns: number): string {
  const share = Math.min(Math.max(done / total, 0), 1);
  const count = unit === "bytes" ? `${megabytes(done)} of ${megabytes(total)} MB` : `${done} of ${total}`;
  const left = share > 0 && share < 1 && elapsed > 1000 ? `  ${duration((elapsed / share) * (1 - share))} left` : "";
  const fixed = `${title}  ${padRight(bar(share, barCells), barCells)}  ${count}  ${Math.floor(share * 100)} %${left}`;
  const room = columns - cellsOf(fixed) - 2;
  return truncate(what === "" || room < 8 ? fixed : `${fixed}  ${truncate(printable(what), room)}`, columns);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
