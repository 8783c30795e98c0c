// One thread of threads.ts: sleeps until a job is posted, takes shares of it, says so.
import { JOB, PENDING, READY, STOP, takeShares, takingPart, type Start, type WasmProduct } from "./threads.ts";

globalThis.addEventListener("message", ({ data: { module, memory, control } }: MessageEvent<Start>) => {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const product = exports["product"] as WasmProduct;
  let job = Atomics.load(control, JOB);
  const index = Atomics.add(control, READY, 1) + 1;
  while (job !== STOP) {
    Atomics.wait(control, JOB, job);
    job = Atomics.load(control, JOB);
    if (job === STOP || index >= takingPart(job)) continue;
    takeShares(control, product);
    Atomics.sub(control, PENDING, 1);
  }
  globalThis.close();
});
