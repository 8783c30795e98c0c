// The page's end of the engine: starts the worker, and another one where the first is gone or is to be given up.
import { connect, type Calls, EngineError } from "./calls.ts";
import type { Engine, EngineEvent } from "./protocol.ts";

export interface Client {
  readonly engine: Calls<Engine>;
  /** Gives up whatever is under way: its callers hear "given-up". Nothing is open afterwards. */
  restart(): void;
}

/** @param hear takes what the engine says unasked; @param onCrash is told when a worker ended by itself, after another began */
export function startEngine(hear: (event: EngineEvent) => void, onCrash: (error: EngineError) => void): Client {
  let current = begin();
  function begin() {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "camlucida engine" });
    const { calls, fail } = connect<Engine, EngineEvent>(worker, hear);
    worker.addEventListener("error", ({ message }) => {
      const error = new EngineError("worker-crashed", `engine: its worker ended (${message || "no message"}). It was started again; load the model once more.`);
      replace(error);
      onCrash(error);
    });
    return { worker, calls, fail };
  }
  function replace(error: EngineError): void {
    const { worker, fail } = current;
    worker.terminate();
    current = begin();
    fail(error);
  }
  return {
    get engine() { return current.calls; },
    restart: () => replace(new EngineError("given-up", "engine: what was under way has been given up.")),
  };
}
