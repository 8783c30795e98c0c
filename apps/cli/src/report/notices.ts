// What is said once a run, for people: what takes long, before it does.
import { duration } from "./numbers.ts";
import { passesOn, type PassesLine, type Terminal } from "./progress.ts";
import { methodName } from "./titles.ts";

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
