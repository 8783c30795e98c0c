// The engine's calls in turn, of which some can be given up while they are answered, or before.
import { serialQueue } from "@camlucida/cam";
import { EngineError } from "./errors.ts";

export interface Stoppable<Question, Answer> {
  ask(question: Question): Promise<Answer>;
  /** Gives up every question that came before this call. */
  stop(): Promise<void>;
}

/** @param answer is given a signal, which it looks at now and then: see `giveUpIf` */
export function stoppable<Question, Answer>(answer: (question: Question, stopped: AbortSignal) => Promise<Answer>): Stoppable<Question, Answer> {
  let current = new AbortController();
  return {
    ask: (question) => answer(question, current.signal),
    stop: async () => {
      current.abort();
      current = new AbortController(); // for those that come later
    },
  };
}

/** @throws EngineError "stopped" */
export function giveUpIf({ aborted }: AbortSignal): void {
  if (aborted) throw new EngineError("stopped", "engine: another question came, so this one was given up.");
}

/** The same functions, each begun when the call before it has ended, well or badly: the network computes one image at a time. */
export function inTurn<T extends object>(calls: T): T {
  const next = serialQueue();
  const queued = Object.entries(calls as Record<string, (...given: readonly unknown[]) => Promise<unknown>>).map(([name, call]) => (
    [name, (...given: readonly unknown[]) => next(() => call(...given))]));
  return Object.fromEntries(queued) as T;
}

/** Resolves when what came meanwhile has been heard: a worker in the middle of a promise's work hears no message. */
export const nextTask = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 0); });
