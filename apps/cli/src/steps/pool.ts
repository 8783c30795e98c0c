// The steps, done by other threads, so that pictures are read and written while the network looks at others.
//
// An order goes at once to the thread that has least to do, and waits there: a thread never has to wait for this one, which
// the network keeps busy. What ends a thread fails the order at hand, and that alone: the others go to another thread.
import { CamlucidaError } from "@camlucida/tensor";
import { ImageError } from "../errors.ts";
import type { Order, Reply, SentError, Start } from "./messages.ts";
import type { Loaded, PictureSteps, StepSettings, Written } from "./steps.ts";

interface Pending {
  readonly order: Order;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

export interface Pool extends PictureSteps {
  /** In shared memory, for each thread: 1 while it is at work, else 0. */
  readonly atWork: Int32Array;
}

interface Thread {
  readonly worker: Worker;
  readonly slot: number; // in `atWork`
  readonly pending: Map<number, Pending>; // in the order in which the thread takes them
}

const startWorker = (): Worker => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });

/** @param count of threads, started at once: they are ready when the model is. @param start makes one */
export function openPool(settings: StepSettings, count: number, start = startWorker): Pool {
  const threads = new Set<Thread>();
  const atWork = new Int32Array(new SharedArrayBuffer(4 * count));
  for (let slot = 0; slot < count; slot++) threads.add(open(slot));
  let orders = 0;
  return {
    atWork,
    load: (...given) => ask({ id: ++orders, step: "load", given }) as Promise<Loaded>,
    write: (...given) => ask({ id: ++orders, step: "write", given }) as Promise<Written>,
    writeSheet: (...given) => ask({ id: ++orders, step: "writeSheet", given }) as ReturnType<PictureSteps["writeSheet"]>,
    close: () => threads.forEach(({ worker }) => worker.terminate()),
  };

  function ask(order: Order): Promise<unknown> {
    return new Promise((resolve, reject) => assign({ order, resolve, reject }));
  }

  function assign(pending: Pending): void {
    if (threads.size === 0) threads.add(open(0));
    const thread = [...threads].reduce((idlest, other) => (other.pending.size < idlest.pending.size ? other : idlest));
    thread.pending.set(pending.order.id, pending);
    thread.worker.postMessage(pending.order);
  }

  function open(slot: number): Thread {
    const thread: Thread = { worker: start(), slot, pending: new Map() };
    thread.worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => settle(thread, data));
    thread.worker.addEventListener("error", (event) => {
      event.preventDefault(); // or it would end this thread too
      void replace(thread, event.message);
    });
    thread.worker.postMessage({ settings, atWork, slot } satisfies Start);
    return thread;
  }

  async function replace(thread: Thread, message: string): Promise<void> {
    if (!threads.delete(thread)) return;
    // What it had done arrives on another way than the news of its end, perhaps later: one message a turn.
    for (let turns = thread.pending.size; turns > 0; turns--) await turn();
    thread.worker.terminate();
    Atomics.store(atWork, thread.slot, 0);
    const [atHand, ...others] = thread.pending.values();
    if (atHand === undefined) return; // one that cannot even start is not started over and over
    threads.add(open(thread.slot));
    atHand.reject(new ImageError("image-crashed", `The thread that worked on this picture ended: ${message}. Try the picture alone.`));
    others.forEach(assign);
  }
}

const turn = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve); });

function settle({ pending }: Thread, reply: Reply): void {
  const asked = pending.get(reply.id);
  pending.delete(reply.id);
  if (reply.ok) asked?.resolve(reply.result);
  else asked?.reject(received(reply.error));
}

const received = ({ code, message }: SentError): Error => (code === undefined ? new Error(message) : new CamlucidaError(code, message));
