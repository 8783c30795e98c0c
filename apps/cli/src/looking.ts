// One network, and several pictures under way that want it.
import { passesAtOnce, type Network, type Sight } from "@camlucida/cam";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Options } from "./arguments.ts";
import type { Stopwatch } from "./stopwatch.ts";

/**
 * Shows a picture to the network.
 * @param pixels [224, 224, 3]; @param ask what is asked about it: while it is asked, the network has seen no other picture
 * since, or none of the answers needs that
 */
export type Look = <Answer>(pixels: Float32Array, watch: Stopwatch, ask: (sight: Sight) => Promise<Answer>) => Promise<Answer>;

/** Together where a sight holds every answer; in turn where the network must be asked again. */
export function lookWith(network: Network, { smooth, metrics }: Pick<Options, "smooth" | "metrics">): Look {
  return network.sightSuffices && smooth !== "augment" && !metrics ? lookTogether(network) : lookInTurn(network);
}

function lookInTurn(network: Network): Look {
  let last: Promise<unknown> = Promise.resolve();
  return (pixels, watch, ask) => {
    const turn = last.then(async () => ask(await watch.time("forward", () => network.see(pixels))));
    last = turn.catch(() => undefined);
    return turn;
  };
}

interface Waiting {
  readonly pixels: Float32Array;
  readonly watch: Stopwatch;
  readonly resolve: (sight: Sight) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Whatever is ready when the network is goes into one pass, up to as many as it sees together: nobody waits for others. A further
 * pass begins while one is computed only if it is full.
 */
function lookTogether(network: Network): Look {
  const waiting: Waiting[] = [];
  let passes = 0;
  let free = 0; // since when the network was
  return async (pixels, watch, ask) => ask(await new Promise<Sight>((resolve, reject) => {
    waiting.push({ pixels, watch, resolve, reject });
    void lookOn();
  }));

  async function lookOn(): Promise<void> {
    await nextTurn(); // without a GPU a pass keeps this thread to itself: first hear what the others have ready
    while (waiting.length > 0 && (passes === 0 || (passes < passesAtOnce && waiting.length >= network.together))) {
      passes++;
      await pass(waiting.splice(0, network.together));
      passes--;
      await nextTurn();
    }
  }

  async function pass(pictures: readonly Waiting[]): Promise<void> {
    const began = performance.now();
    try {
      const sights = await network.seeAll(pictures.map(({ pixels }) => pixels));
      const took = performance.now() - Math.max(began, free);
      free = performance.now();
      pictures.forEach(({ watch }) => watch.add("forward", took / pictures.length));
      pictures.forEach(({ resolve }, at) => resolve(sights[at] as Sight));
    } catch (error) {
      pictures.forEach(({ reject }) => reject(error));
    }
  }
}
