// What ends a run from outside: Ctrl-C, another signal, or a launcher that is gone. The work at hand is brought to a good end,
// what was done is said, and this process ends.
import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";

/** Brings the work at hand to a good end. @returns what to say, such as "interrupted: 12 of 50 explained" */
export type Finish = () => Promise<string> | string;

export interface Interruptions {
  /** Until the returned function is called, an interruption ends with `finish`. */
  during(finish: Finish): () => void;
}

/** Where nothing interrupts: a test, or another program that runs a command. */
export const noInterruptions: Interruptions = { during: () => () => undefined };

/** The process, or what a test puts in its place. */
export interface Surroundings {
  on(event: "SIGINT" | "SIGTERM" | "SIGHUP" | "disconnect", listener: () => void): unknown;
  exit(code: number): unknown;
  readonly stderr: { readonly isTTY?: boolean; write(text: string): unknown };
  readonly channel?: { unref?(): void } | null; // to the launcher; it must not keep an idle process alive
}

/** As shells count: 128 + the signal's number. A launcher that is gone was killed. */
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, disconnect: 137 } as const;

const patience = 3_000; // ms that finishing may take
const oneKey = 300; // ms: Ctrl-C comes from the terminal, and once more from the launcher

/** Answers from now on. A second interruption does not wait. */
export function answerInterruptions(surroundings: Surroundings = process, now: () => number = () => performance.now()): Interruptions {
  const { stderr } = surroundings;
  let finish: Finish = plain;
  let began: number | undefined;
  const end = async (code: number): Promise<void> => {
    if (began !== undefined) {
      if (now() - began > oneKey) surroundings.exit(code);
      return;
    }
    began = now();
    const said = await Promise.race([told(finish), pause(patience, plain())]);
    stderr.write(`${stderr.isTTY ? "\r\u001b[K" : ""}${said}\n`); // no half progress line stays
    surroundings.exit(code);
  };
  for (const [event, code] of Object.entries(exitCodes)) surroundings.on(event as keyof typeof exitCodes, () => void end(code));
  surroundings.channel?.unref?.();
  return {
    during: (toDo) => {
      finish = toDo;
      return () => {
        if (finish === toDo) finish = plain;
      };
    },
  };
}

const plain = (): string => "interrupted";

async function told(finish: Finish): Promise<string> {
  try {
    return await finish();
  } catch {
    return plain();
  }
}
