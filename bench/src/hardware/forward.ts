// How long a network takes on an adapter: from pixels as numbers to logits as numbers, and on the GPU alone, by its own clock; by the rule of
// thumb and by what the tuner found.
import {
  type AlgorithmSelector, chooseAlgorithms, DeviceError, fromTuning, type Gpu, heuristic, profile, tune, type TunedLayer, tuningOf, type Tuning, webGpuDevice,
} from "../../../packages/tensor/src/index.ts";
import type { ModelName } from "../contender.ts";
import { imageOf, networkOf } from "../network.ts";
import { median, sum } from "../reports/case.ts";
import { type Budget, timesOf } from "./budget.ts";

/** Of one network at one batch; ms of the whole batch. */
export interface ForwardTimes {
  readonly model: ModelName;
  readonly batch: number;
  readonly algorithms: "rule of thumb" | "tuned";
  readonly opening: number; // from a graph to the first logits
  readonly times: readonly number[]; // pixels to logits
  readonly onGpu: number | undefined; // all steps, by timestamps, or by the wall clock where the adapter has none
  readonly failure?: string;
}

/** Measures every convolution of the networks, as many as fit into the time: those of large batches, which take the longest, last. */
export async function tuneFor(gpu: Gpu, models: readonly ModelName[], batches: readonly number[], budget: Budget, tell: (layers: readonly TunedLayer[], all: number) => Promise<void>): Promise<Tuning> {
  let measured: readonly TunedLayer[] = [];
  let kinds = 0;
  let told = Promise.resolve();
  const graphs = batches.toSorted((a, b) => a - b).flatMap((batch) => models.map((model) => networkOf(model, batch).graph));
  const enough = new Error("the time is over");
  try {
    measured = await tune(gpu, graphs, (_, all, layers) => {
      [measured, kinds] = [layers, all];
      told = told.then(() => tell(layers, all));
      if (budget.left() === 0) throw enough;
    });
  } catch (error) {
    if (error !== enough) throw error;
  }
  await told;
  await tell(measured, kinds);
  return tuningOf(measured);
}

export async function forwardTimes(gpu: Gpu, model: ModelName, batch: number, tuning: Tuning | undefined, rounds: number, budget: Budget): Promise<ForwardTimes> {
  const facts = { model, batch, algorithms: tuning ? "tuned" : "rule of thumb" } as const;
  const algorithms = tuning ? fromTuning(tuning) : heuristic;
  try {
    return { ...facts, ...(await measured(gpu, model, batch, algorithms, rounds, budget)) };
  } catch (error) {
    if (error instanceof DeviceError && error.code === "device-lost") throw error;
    return { ...facts, opening: NaN, times: [], onGpu: undefined, failure: String(error).slice(0, 300) };
  }
}

async function measured(gpu: Gpu, model: ModelName, batch: number, algorithms: AlgorithmSelector, rounds: number, budget: Budget): Promise<Pick<ForwardTimes, "opening" | "times" | "onGpu">> {
  const { graph, image, logits } = networkOf(model, batch);
  const inputs = { [image.name]: imageOf(batch) };
  const device = webGpuDevice(gpu, { algorithms });
  const begun = performance.now();
  const program = await device.compile(graph, [logits]);
  await program.run(inputs);
  const opening = performance.now() - begun;
  const times = await timesOf(() => program.run(inputs), budget, rounds);
  program.dispose();
  const steps = await profile(gpu, chooseAlgorithms(graph, algorithms, gpu.device.limits.maxStorageBufferBindingSize), [logits], inputs, Math.min(rounds, 5));
  return { opening, times, onGpu: sum(steps.map(({ milliseconds }) => median(milliseconds))) };
}
