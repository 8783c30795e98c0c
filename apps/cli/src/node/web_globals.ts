// What the web has and Node has not: a Worker, where Node has threads of another form, and before Node 21 a navigator. The part of them that
// this project uses.
import { availableParallelism } from "node:os";
import process from "node:process";
import { Worker as Thread } from "node:worker_threads";

/** As the web's, from a module. A thread's uncaught error is an event; whether it ends this process is for its listeners to say. */
export class WebWorker extends EventTarget {
  readonly #thread: Thread;

  /** @param keepsAlive whether the process goes on for this thread alone; yes, unless said */
  constructor(url: URL, { keepsAlive = true }: { readonly keepsAlive?: boolean } = {}) {
    super();
    this.#thread = new Thread(new URL("./thread_start.ts", import.meta.url), { workerData: url.href });
    this.#thread.on("message", (data: unknown) => this.dispatchEvent(new MessageEvent("message", { data })));
    this.#thread.on("error", (error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      this.dispatchEvent(Object.assign(new Event("error", { cancelable: true }), { message }));
    });
    if (!keepsAlive) this.#thread.unref();
  }

  postMessage(message: unknown, transfer: readonly Transferable[] = []): void {
    this.#thread.postMessage(message, transfer as ArrayBuffer[]);
  }

  terminate(): void {
    void this.#thread.terminate();
  }
}

/** Gives this thread a `navigator`, where it has none. */
export function provideNavigator(): void {
  if ("navigator" in globalThis) return;
  const value = { hardwareConcurrency: availableParallelism(), userAgent: `Node.js/${process.versions.node.split(".")[0]}`, platform: process.platform };
  Object.defineProperty(globalThis, "navigator", { value, configurable: true });
}
