// Calls across a worker's border: a name and arguments there, a value or an error back. Errors keep their class' name and code.
// They are answered in turn, and some can be given up meanwhile, or before.
import { serialQueue } from "@camlucida/cam";
import { CamlucidaError, receivedError, sentError, type SentError } from "@camlucida/tensor";

/**
 * A call that came too early, or a worker that is gone: what can go wrong on the page itself, apart from the engine's
 * own errors.
 */
export class EngineError extends CamlucidaError {}

/** Functions that can be called from the other side. */
export type Calls<T> = { readonly [Name in keyof T]: T[Name] extends (...given: infer Given) => Promise<infer Value> ? (...given: Given) => Promise<Value> : never };

interface Call {
  readonly id: number;
  readonly name: string;
  readonly given: readonly unknown[];
}

type Answer = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: SentError };

/** One end of a channel: a worker as its page sees it, or the worker's own global scope. */
export interface End {
  postMessage(message: unknown, options?: { transfer?: Transferable[] }): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
}

/** Answers calls. Every value is copied: the engine keeps what it found. */
export function serve(end: End, calls: object): void {
  end.addEventListener("message", ({ data }: MessageEvent<Call>) => {
    const called = (calls as Record<string, (...given: readonly unknown[]) => Promise<unknown>>)[data.name];
    if (!called) return;
    void called(...data.given).then(
      (value) => end.postMessage({ id: data.id, value } satisfies Answer),
      (error: unknown) => end.postMessage({ id: data.id, error: sentError(error) } satisfies Answer),
    );
  });
}

/** Calls what the other side serves. @param hear takes whatever it says unasked */
export function connect<T extends object, Event>(end: End, hear: (event: Event) => void): { readonly calls: Calls<T>; fail(error: Error): void } {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>();
  let last = 0;
  end.addEventListener("message", ({ data }: MessageEvent<Answer | Event>) => {
    const answer = data as Answer;
    if (typeof answer.id !== "number") return hear(data as Event);
    const caller = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ("error" in answer) caller?.reject(receivedError(answer.error));
    else caller?.resolve(answer.value);
  });
  const call = (name: string, given: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject });
      end.postMessage({ id, name, given } satisfies Call, { transfer: given.filter(isTransferred) });
    });
  const calls = new Proxy({}, { get: (_, name) => (...given: readonly unknown[]) => call(String(name), given) }) as Calls<T>;
  const fail = (error: Error): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  return { calls, fail };
}

/** What is handed over as an argument and of no use to the caller any more. */
const isTransferred = (value: unknown): value is Transferable =>
  ["ImageBitmap", "OffscreenCanvas", "VideoFrame"].some((name) => {
    const kind = (globalThis as Record<string, unknown>)[name];
    return typeof kind === "function" && value instanceof kind;
  });

interface Stoppable<Question, Answer> {
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
