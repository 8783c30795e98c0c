// One network, and several pictures under way that want a forward pass.
import { batchesInFlight, serialQueue, type Pass, type Prediction } from "@camlucida/cam";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { MapPlan } from "../requests/plan.ts";
import type { HowOptions, RunOptions } from "../arguments/options.ts";
import type { LastingNetwork } from "../model/lasting_network.ts";
import type { Stopwatch } from "../report/stopwatch.ts";

/** What a forward pass says of a picture. */
export interface Forwarded {
  readonly pass: Pass;
  readonly image: number; // which of the pass' images it is
  readonly prediction: Prediction;
}

/**
 * Sends a picture through the network.
 * @param pixels [height, width, C]; @param use what is done with the pass, which is disposed of afterwards
 */
export type ForwardPicture = <Answer>(pixels: Float32Array, watch: Stopwatch, use: (forwarded: Forwarded) => Promise<Answer>) => Promise<Answer>;

/** In batches where a prediction holds every map; in turn where the network goes on with each picture. */
export function forwardOf(network: LastingNetwork, { requests }: MapPlan, { smooth }: Pick<HowOptions, "smooth">, { metrics }: Pick<RunOptions, "metrics">): ForwardPicture {
  const isPredicted = requests.every(({ method }) => method.weights.from === "classifier");
  return isPredicted && smooth !== "augment" && !metrics ? inBatches(network) : inTurn(network, smooth === "augment" ? [] : requests);
}

/** One at a time: each holds what its gradients read. */
function inTurn(network: LastingNetwork, thenMaps: MapPlan["requests"]): ForwardPicture {
  const next = serialQueue();
  return (pixels, watch, use) => next(async () => {
    const pass = await watch.time("forward", () => network.forward([pixels], { thenMaps }));
    return use({ pass, image: 0, prediction: pass.prediction }).finally(pass.dispose);
  });
}

interface Waiting {
  readonly pixels: Float32Array;
  readonly watch: Stopwatch;
  readonly resolve: (forwarded: Forwarded) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Whatever is ready when the network is goes into one pass, up to a batch: nobody waits for others. A further pass begins while one is
 * computed only if it is full.
 */
function inBatches(network: LastingNetwork): ForwardPicture {
  const waiting: Waiting[] = [];
  let inFlight = 0;
  let free = 0; // since when the network was
  return async (pixels, watch, use) => use(await new Promise<Forwarded>((resolve, reject) => {
    waiting.push({ pixels, watch, resolve, reject });
    void goOn();
  }));

  async function goOn(): Promise<void> {
    await nextTurn(); // without a GPU a pass keeps this thread to itself: first hear what the others have ready
    while (waiting.length > 0 && (inFlight === 0 || (inFlight < batchesInFlight && waiting.length >= network.batchSize))) {
      inFlight++;
      await batch(waiting.splice(0, network.batchSize));
      inFlight--;
      await nextTurn();
    }
  }

  async function batch(pictures: readonly Waiting[]): Promise<void> {
    const began = performance.now();
    try {
      const pass = await network.forward(pictures.map(({ pixels }) => pixels)); // holds nothing of the device's: its class maps are here
      const took = performance.now() - Math.max(began, free);
      free = performance.now();
      pictures.forEach(({ watch }) => watch.add("forward", took / pictures.length));
      pictures.forEach(({ resolve }, image) => resolve({ pass, image, prediction: pass.predictions[image] as Prediction }));
    } catch (error) {
      pictures.forEach(({ reject }) => reject(error));
    }
  }
}
