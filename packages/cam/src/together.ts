// The forward pass of several images at once: a weight that is read serves all of them.
//
// Shapes    images [count, H, W, 3] → of each image what one forward pass shows: sight.ts.
import { batched, elements, type Graph, type StagedProgram, type Value } from "@camlucida/tensor";
import type { Forward } from "./network_graph.ts";
import type { Compile } from "./passes.ts";
import { sightOf, type Sight } from "./sight.ts";

export interface Together {
  /** @param inputs as many as it was opened for, [H, W, 3] each */
  see(inputs: readonly Float32Array[]): Promise<Sight[]>;
  dispose(): void;
}

/** Passes that may be under way at once: while one is read back the next computes. More would only wait. */
export const passesAtOnce = 2;

/** Compiled when the first images come. @param image [1, H, W, 3], the graph's input; @param count of images in a pass */
export function openTogether(graph: Graph, image: Value, forward: Forward, count: number, compile: Compile): Together {
  const wanted = Object.values(forward) as readonly Value[];
  let program: Promise<StagedProgram> | undefined;
  const compiled = (): Promise<StagedProgram> => {
    const { graph: many, outputs } = batched(graph, image, wanted, count);
    return compile(many, [outputs], { inFlight: passesAtOnce });
  };
  return {
    see: async (inputs) => {
      const [run] = (await (program ??= compiled())).stages as [StagedProgram["stages"][number]];
      const images = new Float32Array(count * elements(image.shape));
      inputs.forEach((input, at) => images.set(input, at * input.length));
      const results = await run({ [image.name]: images });
      return inputs.map((_, at) => {
        const own = wanted.map(({ name, shape }) => [name, results[name]?.subarray(at * elements(shape), (at + 1) * elements(shape))]);
        return sightOf(Object.fromEntries(own) as typeof results, forward);
      });
    },
    dispose: () => void program?.then(({ dispose }) => dispose(), () => undefined),
  };
}
