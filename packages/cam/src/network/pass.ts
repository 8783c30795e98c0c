// The result of one forward pass of 1 … n images: their predictions, and the activations that maps are made from. Any number of passes
// may be alive; each makes any map of any of its images, any number of times, in any order.
//
//   map:  ⟨seed, logits⟩ → the gradient at a layer → a map; the maps of all classes by CAM come with the forward pass
import { GraphError, type Data, type PhasedRun } from "@camlucida/tensor";
import { mapOf } from "./map_of.ts";
import type { Prediction } from "./prediction.ts";
import type { Programs, RequestProgram } from "./programs.ts";
import type { MapOptions, MapRequest, RawMap, Seed } from "./requests.ts";

export interface Pass {
  /** One for each image, in their order. */
  readonly predictions: readonly Prediction[];
  /** Of the first image. */
  readonly prediction: Prediction;
  /**
   * A map of one image for one target. What a method and a layer need beside the forward pass is computed here, the first time with
   * a compilation.
   * @returns values [height, width] of the layer, or of the image for methods of its gradient: signed, in logits, unnormalised
   * @throws GraphError "input", "unknown-layer", "last-layer-only", "disposed"; DeviceError "out-of-memory", "device-lost"
   * @example
   * ```ts
   * const map = await pass.map({ method: methodNamed("grad-cam"), layer: "layer3" }, logitOf(2, network.classes));
   * [map.method, map.layer, map.width, map.height]; // → ["grad-cam", "layer3", 14, 14]
   * map.values.length; // → 196
   * ```
   */
  map(request: MapRequest, target: Seed, options?: MapOptions): Promise<RawMap>;
  /** Several maps of one target, by one backward pass. */
  maps(requests: readonly MapRequest[], target: Seed, options?: MapOptions): Promise<RawMap[]>;
  /** Releases the activations on the device. */
  dispose(): void;
  [Symbol.dispose](): void;
}

/** @param inputs [H, W, 3] each; @param begun the forward pass itself, where it has kept activations of the first image */
export function passOf(programs: Programs, inputs: readonly Float32Array[], predictions: readonly Prediction[], begun?: Begun): Pass {
  const runs = new Map<string, Promise<PhasedRun>>();
  if (begun) runs.set(keyOf(begun.program, 0), Promise.resolve(begun.run));
  let disposed = false;

  /** The first phase of a program for an image: kept until the pass is disposed of, so that another target needs a backward pass only. */
  const runOf = (program: RequestProgram, image: number): Promise<PhasedRun> => {
    const key = keyOf(program, image);
    const run = runs.get(key) ?? program.begin(inputs[image] as Float32Array);
    runs.set(key, run);
    run.catch(() => runs.delete(key));
    return run;
  };
  const maps: Pass["maps"] = async (requests, target, { image = 0, detail = "maps", progress = () => undefined } = {}) => {
    if (disposed) throw programs.disposed();
    const prediction = predictionAt(predictions, image);
    requireTarget(target, prediction);
    const program = await programs.forRequests(requests, detail);
    try {
      const arrays: Record<string, Data> = program.outputs.length > 0 ? await (await runOf(program, image)).phase(1, program.seedsOf(target)) : {};
      const context = { arrays, prediction, seed: target, input: inputs[image] as Float32Array, image: programs.image, perturbations: program.perturbations, detail, progress };
      const found: RawMap[] = [];
      for (const requested of program.requestedFor(requests)) found.push(await mapOf(requested, context)); // one after the other: each may fill the device
      return found;
    } finally {
      program.release();
    }
  };
  const dispose = (): void => {
    disposed = true;
    runs.forEach((run) => void run.then(({ dispose: release }) => release(), () => undefined));
    runs.clear();
  };
  return { predictions, prediction: predictions[0] as Prediction, maps, map: async (request, target, options) => (await maps([request], target, options))[0] as RawMap, dispose, [Symbol.dispose]: dispose };
}

function predictionAt(predictions: readonly Prediction[], image: number): Prediction {
  const prediction = predictions[image];
  if (prediction) return prediction;
  throw new GraphError("input", `network: this pass has no image ${image}; expected 0 … ${predictions.length - 1}, in the order of the inputs.`);
}

function requireTarget(target: Seed, { logits }: Prediction): void {
  if (target.length === logits.length) return;
  throw new GraphError("input", `network: the target weighs ${target.length} logits; this network has ${logits.length}. Make it with logitOf or contrastOf for as many classes.`);
}

/** A first phase that has run. */
interface Begun {
  readonly program: RequestProgram;
  readonly run: PhasedRun;
}

const keyOf = ({ key }: RequestProgram, image: number): string => `${image} ${key}`;
