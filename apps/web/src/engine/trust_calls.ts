// The engine's calls about whether a map can be believed: its curves, and what is left of it when a network forgets what it has learnt.
import { deletion, enlarge, insertion, logitOf, methodNamed, openNetwork, unfusedGraph } from "@camlucida/cam";
import { numbersOf } from "@camlucida/tensor";
import { valuesAlone } from "../drawing/draw.ts";
import { alone } from "./alone.ts";
import { EngineError } from "./calls.ts";
import { insideOf } from "./inside.ts";
import type { Engine } from "./protocol.ts";
import { requireOpen, requirePhoto, type Session } from "./session.ts";

export function trustCalls(session: Session): Pick<Engine, "judgeMap" | "randomisedMaps"> {
  return {
    judgeMap: (map, classIndex) => {
      const { input } = requirePhoto(session);
      return requireOpen(session).use(async ({ network: { graph: { image }, classes, score } }) => {
        const [, height = 0, width = 0] = image.shape;
        const explained = { image: input, map: enlarge(map.values, map.width, map.height, width, height), width, height };
        const target = logitOf(classIndex, classes);
        const curves = [await deletion(explained, (count, make) => score(target, count, make)), await insertion(explained, (count, make) => score(target, count, make))];
        const [away, back] = curves.map((curve) => {
          if (curve.value === null) throw new EngineError("map-not-judged", `engine: the map ranks no pixels (${curve.because}). Choose another method or class.`);
          return Array.from(curve.probabilities);
        });
        return { deletion: away ?? [], insertion: back ?? [] };
      });
    },
    randomisedMaps: (stages, seed, requests, classIndex) => {
      const { input } = requirePhoto(session);
      const { model, use } = requireOpen(session);
      return use(async ({ network: open, device }) => {
        const chosen = new Set(insideOf(unfusedGraph(open.graph)).layers.filter(({ stage }) => stages.includes(stage)).flatMap(({ parameters }) => parameters.map(({ name }) => name)));
        const next = randomNumbers(seed);
        const network = await openNetwork(model.checkpoint, device.own, {
          preprocessing: model.preprocessing,
          otherNumbers: ({ name }, own) => (chosen.has(name) ? shuffled(numbersOf(own), next) : undefined),
        });
        try {
          const wanted = requests.map(({ method, layer }) => ({ method: methodNamed(method), layer }));
          const pass = await network.forward([input], { thenMaps: wanted });
          const maps = await pass.maps(wanted, logitOf(classIndex, network.classes));
          pass.dispose();
          return maps.map((map) => ({ ...valuesAlone(map), values: alone(map.values) }));
        } finally {
          network.dispose();
        }
      });
    },
  };
}

/** The same numbers in another order. Source: Fisher & Yates, as Knuth has it: The Art of Computer Programming 2, algorithm 3.4.2P. */
function shuffled(numbers: Float32Array, next: () => number): Float32Array {
  const mixed = numbers.slice();
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = Math.floor(next() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other] as number, mixed[at] as number];
  }
  return mixed;
}

/** 0 … 1, the same for a seed. Source: Marsaglia 2003, "Xorshift RNGs", 32 bits with the shifts 13, 17, 5. */
function randomNumbers(seed: number): () => number {
  let state = (seed * 2_654_435_761 + 1) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state = (state ^ (state << 5)) >>> 0;
    return state / 2 ** 32;
  };
}
