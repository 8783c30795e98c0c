// The fused network on the GPU, step by step: time, work and share of what the adapter can do at most, the roofline model.
// Source  Williams, Waterman, Patterson 2009, "Roofline: an insightful visual performance model", doi:10.1145/1498765.1498785.
import { type AlgorithmSelector, chooseAlgorithms, type Gpu, heuristic, openGpu, profile, workOf } from "../../packages/tensor/src/index.ts";
import { measureCeiling } from "../../packages/tensor/src/lab/ceiling.ts";
import type { ModelName } from "./contender.ts";
import { imageOf, networkOf } from "./network.ts";
import { machineOf } from "./reports/case.ts";
import type { LayerReport } from "./reports/layer_report.ts";

/** @throws DeviceError where there is no GPU */
export async function measureLayers(model: ModelName, batch: number, rounds: number): Promise<LayerReport> {
  const gpu = await openGpu();
  try {
    return await measureLayersOn(gpu, model, batch, rounds, heuristic);
  } finally {
    gpu.dispose();
  }
}

/** On an adapter that is open. */
export async function measureLayersOn(gpu: Gpu, model: ModelName, batch: number, rounds: number, algorithms: AlgorithmSelector): Promise<LayerReport> {
  const { graph, image, logits } = networkOf(model, batch);
  const before = await measureCeiling(gpu);
  const times = await profile(gpu, chooseAlgorithms(graph, algorithms, gpu.device.limits.maxStorageBufferBindingSize), [logits], { [image.name]: imageOf(batch) }, rounds);
  const after = await measureCeiling(gpu);
  const best = { gigabytes: Math.max(before.gigabytes, after.gigabytes), gigaflops: Math.max(before.gigaflops, after.gigaflops) };
  const steps = times.map(({ step, milliseconds }) => ({ step: step.output.name, kernel: step.op.name, shape: step.output.shape, ...workOf(step), times: milliseconds }));
  return { model, batch, date: new Date().toISOString(), machine: await machineOf("Deno"), ceiling: best, steps };
}
