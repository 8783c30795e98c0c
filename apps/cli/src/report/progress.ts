// One line on a terminal that shows how far long work is, and that is gone when the work is done:
// "Explaining  ██████████▎          12 of 40  31 %  9 s left"; and what is said once a run, for people: what takes long, before it does.
import type { PassProgress } from "@camlucida/cam";
import type { ReceivedBytes } from "@camlucida/weights";
import { bar, cellsOf, padRight, printable, truncate } from "./terminal.ts";
import { duration, methodName } from "./wording.ts";

/** process.stderr, or anything like it. */
interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number; // 0 where it does not know
  write(text: string): unknown;
}

interface ProgressLine {
  /** Shows that `done` of the total is done. @param what may follow: the photograph at hand. */
  readonly show: (done: number, what?: string) => void;
  /** Empties the line, so that other text can be written; the next `show` draws it again. */
  readonly clear: () => void;
}

interface ProgressWork {
  readonly title: string;
  readonly total: number; // items or bytes
  readonly unit: "items" | "bytes";
}

const barCells = 24;
const pause = 100; // ms between two drawings

/** A progress line; nothing at all is written where `terminal` is none. @param now milliseconds, for tests. */
export function progressOn(terminal: Terminal, work: ProgressWork, now: () => number = () => performance.now()): ProgressLine {
  if (terminal.isTTY !== true || work.total <= 0) return { show: () => undefined, clear: () => undefined };
  let first: { readonly done: number; readonly time: number } | undefined; // a resumed download does not begin at 0
  let drawn: number | undefined; // when the line was last drawn, if it is there
  return {
    show: (done, what = "") => {
      const time = now();
      first ??= { done, time };
      if (drawn !== undefined && time - drawn < pause && done < work.total) return;
      drawn = time;
      const left = timeLeft(work.total - done, done - first.done, time - first.time);
      terminal.write(`\r\u001b[K${progressLine(work, done, left, what, (terminal.columns || 80) - 1)}`);
    },
    clear: () => {
      if (drawn !== undefined) terminal.write("\r\u001b[K");
      drawn = undefined;
    },
  };
}

/** The same line for the steps of obtaining a model: each task begins a new one. */
export function downloadsOn(terminal: Terminal): { readonly show: (step: ReceivedBytes) => void; readonly clear: () => void } {
  let current = "";
  let line: ProgressLine | undefined;
  return {
    show: ({ task, received, total }) => {
      if (task !== current) line = progressOn(terminal, { title: printable(task.split("/").at(-1) ?? task), total, unit: "bytes" });
      current = task;
      line?.show(received);
    },
    clear: () => line?.clear(),
  };
}

export interface PassesLine {
  readonly show: PassProgress;
  readonly clear: () => void;
}

/** The same line for the further passes that a method needs; a smaller count than before begins a new one. */
export function passesOn(terminal: Terminal): PassesLine {
  let current = "";
  let shown = 0;
  let line: ProgressLine | undefined;
  return {
    show: (method, done, total) => {
      if (method !== current || done < shown) line = progressOn(terminal, { title: method, total, unit: "items" });
      [current, shown] = [method, done];
      line?.show(done);
    },
    clear: () => line?.clear(),
  };
}

/** The text of the line, at most `columns` cells. @param left ms until the work is done, if that can be told */
export function progressLine({ title, total, unit }: ProgressWork, done: number, left: number | undefined, what: string, columns: number): string {
  const share = Math.min(Math.max(done / total, 0), 1);
  const count = unit === "bytes" ? `${megabytes(done)} of ${megabytes(total)} MB` : `${done} of ${total}`;
  const rest = left === undefined ? "" : `  ${duration(left)} left`;
  const fixed = `${title}  ${padRight(bar(share, barCells), barCells)}  ${count}  ${Math.floor(share * 100)} %${rest}`;
  const room = columns - cellsOf(fixed) - 2;
  return truncate(what === "" || room < 8 ? fixed : `${fixed}  ${truncate(printable(what), room)}`, columns);
}

/** Milliseconds, at the pace so far; the first second tells too little. */
function timeLeft(undone: number, done: number, elapsed: number): number | undefined {
  return undone > 0 && done > 0 && elapsed > 1000 ? (elapsed / done) * undone : undefined;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

/** Says a line unless that kind of line was said before. */
export type Notice = (kind: string, line: string) => void;

/** Nothing is said under --quiet. */
export function noticesOn(terminal: Terminal, detail: "quiet" | "normal" | "verbose"): Notice {
  const said = new Set<string>();
  return (kind, line) => {
    if (detail === "quiet" || said.has(kind)) return;
    said.add(kind);
    terminal.write(`${line}\n`);
  };
}

/** What takes less is not worth a line; ms */
const worthSaying = 5000;

/** Forward passes of --metrics for each map: 2 for the average drop, 29 for insertion and for deletion, 8 for ROAD. */
export const passesPerJudgement = 68;

/** @param forward ms of one pass */
export function announceMetrics(notice: Notice, maps: number, forward: number): void {
  const expected = passesPerJudgement * maps * forward;
  const each = maps === 1 ? "" : ` for each of ${maps} maps`;
  if (expected > worthSaying) notice("metrics", `--metrics: ${passesPerJudgement} forward passes${each}, about ${duration(expected)} for each photograph.`);
}

/** The line of a method's own passes, announced where they take long: by the pace of the first. @param now milliseconds, for tests */
export function announcedPassesOn(terminal: Terminal, notice: Notice, now: () => number = () => performance.now()): PassesLine {
  const line = passesOn(terminal);
  let [since, current] = [now(), ""];
  const show: PassesLine["show"] = (method, done, total) => {
    if (done > 0) {
      const expected = ((now() - since) / done) * total;
      if (method !== current && expected > worthSaying) {
        line.clear();
        notice(method, `${methodName(method)}: ${total} forward passes for each map, about ${duration(expected)}.`);
      }
      current = method;
    }
    since = now();
    return line.show(method, done, total);
  };
  return { show, clear: line.clear };
}
