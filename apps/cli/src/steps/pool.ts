// The steps, done by other threads, so that pictures are read and written while the network looks at others.
//
// An order goes at once to the thread that has least to do, and waits there: a thread never has to wait for this one, which
// the network keeps busy. What ends a thread fails the order at hand, and that alone: the others go to another thread. So a picture is
// handed over only with an order that begins at once. One that waits takes a copy with it, since it may have to be sent again; where
// that would be large it waits here.
import { receivedError } from "@camlucida/tensor";
import { imageError } from "../errors/errors.ts";
import { isLarge } from "../run/limits.ts";
import type { Loaded, Order, PictureSteps, Reply, Start, StepSettings, Written } from "./steps.ts";

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
  readonly waiting: Pending[]; // until it has nothing to do
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
    const thread = [...threads].reduce((idlest, other) => (busyness(other) < busyness(idlest) ? other : idlest));
    if (thread.pending.size > 0 && isLargeAndSpent(pending.order)) thread.waiting.push(pending);
    else give(pending, thread);
  }

  function open(slot: number): Thread {
    const thread: Thread = { worker: start(), slot, pending: new Map(), waiting: [] };
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
    const [atHand, ...others] = [...thread.pending.values(), ...thread.waiting];
    if (atHand === undefined) return; // one that cannot even start is not started over and over
    threads.add(open(thread.slot));
    atHand.reject(imageError("image-crashed", `The thread that worked on this picture ended: ${message}. Try the picture alone.`));
    others.forEach(assign);
  }
}

function give(pending: Pending, { pending: given, worker }: Thread): void {
  const handedOver = given.size === 0 ? spentBy(pending.order) : [];
  given.set(pending.order.id, pending);
  worker.postMessage(pending.order, handedOver);
}

const busyness = ({ pending, waiting }: Thread): number => pending.size + waiting.length;

const isLargeAndSpent = (order: Order): boolean => order.step === "write" && order.given[0].isLast && isLarge(order.given[0].image);

/** What nobody here needs any more. */
function spentBy(order: Order): ArrayBuffer[] {
  if (order.step !== "write" || !order.given[0].isLast) return [];
  const { buffer } = order.given[0].image.data;
  return buffer instanceof ArrayBuffer ? [buffer] : [];
}

const turn = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve); });

function settle(thread: Thread, reply: Reply): void {
  const asked = thread.pending.get(reply.id);
  thread.pending.delete(reply.id);
  const next = thread.pending.size === 0 ? thread.waiting.shift() : undefined;
  if (next) give(next, thread);
  if (reply.ok) asked?.resolve(reply.result);
  else asked?.reject(receivedError(reply.error));
}
