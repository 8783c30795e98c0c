// A web's Worker in Node, which has threads of another form: the part of it that this project's threads use.
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
