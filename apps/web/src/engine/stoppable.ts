// Questions that can be given up while they are answered, or before.
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
