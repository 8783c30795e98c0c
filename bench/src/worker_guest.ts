// A contender in a worker of the page: what it loads, holds or breaks stays there.
import type { Guest } from "./measure.ts";
import type { GuestAnswer } from "./protocol.ts";

export function workerGuest(): Guest {
  const worker = new Worker(new URL("host_worker.ts", import.meta.url), { type: "module" });
  return {
    ask: async (ask) => {
      const answer = await new Promise<GuestAnswer>((resolve) => {
        worker.onmessage = ({ data }: MessageEvent<GuestAnswer>) => resolve(data);
        worker.onerror = ({ message }) => resolve({ failure: message || "its worker did not start" });
        worker.postMessage(ask);
      });
      if ("failure" in answer) throw new Error(answer.failure);
      return answer as never;
    },
    close: () => worker.terminate(),
  };
}
