// One thread of threads.ts: waits until a job is posted, takes shares of it, says so.
import { hasProcessor, isOpen, JOB, kernelsOf, PENDING, STOP, takeShares, type ThreadStart } from "./threads.ts";

const SPINS = 20_000; // loads before it sleeps, some tens of microseconds: between two steps of a network it is not worth it

globalThis.addEventListener("message", ({ data }: MessageEvent<ThreadStart>) => {
  const { module, memory, control, thread } = data;
  const mayGoOn = (): boolean => hasProcessor(data);
  const kernels = kernelsOf(new WebAssembly.Instance(module, { env: { memory } }));
  for (let job = Atomics.load(control, JOB); job !== STOP; job = Atomics.load(control, JOB)) {
    if (isOpen(job) && mayGoOn()) {
      Atomics.add(control, PENDING, 1);
      if (Atomics.load(control, JOB) === job) takeShares(control, kernels, thread, mayGoOn); // else it closed in between
      Atomics.sub(control, PENDING, 1);
    }
    for (let spin = 0; spin < SPINS && Atomics.load(control, JOB) === job; spin++);
    Atomics.wait(control, JOB, job);
  }
  globalThis.close();
});
